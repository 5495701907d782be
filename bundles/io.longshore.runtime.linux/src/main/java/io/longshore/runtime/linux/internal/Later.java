// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.time.Duration;

/** Does things after a while, on some thread that may be held up. */
@FunctionalInterface
interface Later {
    /** Once, unless the runtime is closed by then. */
    void executeLater(Runnable task, Duration delay);
}
