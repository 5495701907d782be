// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import java.time.Duration;

/** A moment by which everything that a call does must be over. */
record TimeLeft(long nanoTime) {
    private static final Duration FOR_EVER = Duration.ofDays(365);

    static TimeLeft of(Duration timeout) {
        Duration bounded = timeout.compareTo(FOR_EVER) < 0 ? timeout : FOR_EVER;
        return new TimeLeft(System.nanoTime() + bounded.toNanos());
    }

    /** Zero once it has passed. */
    Duration get() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    Duration atMost(Duration limit) {
        Duration left = get();
        return left.compareTo(limit) < 0 ? left : limit;
    }
}
