// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells those at work that somebody wants them to stop. They look at it between two steps and are never interrupted: that would
 * close the sockets and files they just use, and who takes everything away needs those. Thread-safe.
 */
public final class Stop {
    private final CountDownLatch wanted = new CountDownLatch(1);

    public void want() {
        wanted.countDown();
    }

    public boolean isWanted() {
        return wanted.getCount() == 0;
    }

    /** @throws CancellationException if it is wanted */
    public void check() {
        if (isWanted()) {
            throw new CancellationException("told to stop");
        }
    }

    /**
     * Waits so long.
     *
     * @throws CancellationException as soon as it is wanted
     */
    public void rest(long duration, TimeUnit unit) throws InterruptedException {
        if (wanted.await(duration, unit)) {
            check();
        }
    }
}
