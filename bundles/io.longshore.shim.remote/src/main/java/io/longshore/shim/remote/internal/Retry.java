// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.time.Duration;

/** Does something again after it failed: after 1 s, 2 s and so on up to 30 s, until it is told that all is well. */
final class Retry {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Later later;
    private final Runnable again;

    // guarded by this
    private Duration next = FIRST;

    // guarded by this
    private boolean pending;

    Retry(Later later, Runnable again) {
        this.later = later;
        this.again = again;
    }

    void failed() {
        Duration delay;
        synchronized (this) {
            if (pending) {
                return;
            }
            pending = true;
            delay = next;
            Duration doubled = next.multipliedBy(2);
            next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        }
        later.after(delay, this::run);
    }

    synchronized void allIsWell() {
        next = FIRST;
    }

    private void run() {
        synchronized (this) {
            pending = false;
        }
        again.run();
    }
}
