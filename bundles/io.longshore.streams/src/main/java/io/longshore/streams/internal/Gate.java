// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lock of one stream, and where threads wait for its descriptor to be ready or its state to change. */
final class Gate {
    /** Some three centuries. */
    private static final long FOREVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock; whether readiness was asked for and not yet told
    private boolean asked;

    // guarded by lock
    private @Nullable Throwable failure;

    /** Of a timeout, where null is none. */
    static long nanos(@Nullable Duration timeout) {
        return timeout == null ? FOREVER : timeout.toNanos();
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Wakes whoever waits, to look at the state again; with the lock held. */
    void changed() {
        changed.signalAll();
    }

    /**
     * Lets go of the lock until the descriptor is ready, {@link #changed} is called, or the time is up; or for no reason.
     *
     * @return the nanoseconds it took
     */
    // the loop is the caller's, who tries to read or write again in between
    @SuppressWarnings("WaitNotInLoop")
    long await(Supplier<CompletionStage<Void>> readiness, long nanos) throws IOException {
        if (failure != null) {
            throw new IOException("nobody watches the FIFO any more", failure);
        }
        if (!asked) {
            asked = true;
            readiness.get().whenComplete((ready, why) -> told(why));
        }
        if (!asked) {
            // it was ready at once
            return 0;
        }
        long before = System.nanoTime();
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a FIFO");
            interrupted.initCause(e);
            throw interrupted;
        }
        return System.nanoTime() - before;
    }

    private void told(@Nullable Throwable why) {
        lock.lock();
        try {
            asked = false;
            failure = why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
