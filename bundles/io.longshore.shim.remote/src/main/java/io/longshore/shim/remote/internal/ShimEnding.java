// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.time.Duration;

/** How a shim ends that is not needed any more for a task. */
@FunctionalInterface
interface ShimEnding {
    /** As {@link io.longshore.api.shim.Shim#end}; closes the connection. */
    void end(Duration timeout);
}
