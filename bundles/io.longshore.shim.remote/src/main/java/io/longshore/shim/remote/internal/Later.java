// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.time.Duration;

/** Something that runs tasks after a while; a clock in tests. */
@FunctionalInterface
interface Later {
    void after(Duration delay, Runnable task);
}
