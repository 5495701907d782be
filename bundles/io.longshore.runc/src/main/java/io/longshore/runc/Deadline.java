// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import java.time.Duration;

/** A moment on the monotonic clock by which everything a call does must be over. */
record Deadline(long nanoTime, Duration timeout) {
    private static final Duration FOR_EVER = Duration.ofDays(365);

    static Deadline after(Duration timeout) {
        Duration bounded = timeout.compareTo(FOR_EVER) < 0 ? timeout : FOR_EVER;
        return new Deadline(System.nanoTime() + bounded.toNanos(), timeout);
    }

    /** Negative once it has passed. */
    long remaining() {
        return nanoTime - System.nanoTime();
    }
}
