// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time between two looks. */
@FunctionalInterface
public interface Ticks {
    /**
     * Waits.
     *
     * @return whether to go on; false if the user wants to end it
     */
    boolean await(Duration time) throws InterruptedException;

    /** Those that only Ctrl-C ends. */
    static Ticks endless() {
        return until(new CountDownLatch(1));
    }

    static Ticks until(CountDownLatch end) {
        return time -> !end.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
