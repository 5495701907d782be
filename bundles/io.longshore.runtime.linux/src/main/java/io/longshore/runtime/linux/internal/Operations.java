// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.OperationFigures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The operations under way: when the runtime is closed no other begins, and these are waited for. Thread-safe. */
final class Operations {
    private final Latencies creations = new Latencies("create", System::nanoTime);
    private final Latencies starts = new Latencies("start", System::nanoTime);
    private final Latencies deletions = new Latencies("delete", System::nanoTime);

    // guarded by this
    private int running;

    // guarded by this
    private boolean closed;

    /** @throws UnavailableException if the runtime is closed */
    <T> T call(Supplier<T> operation) {
        begin();
        try {
            return operation.get();
        } finally {
            end();
        }
    }

    /** As {@link #call}. */
    void run(Runnable operation) {
        begin();
        try {
            operation.run();
        } finally {
            end();
        }
    }

    /** As {@link #call}; measured. */
    <T> T create(Supplier<T> operation) {
        return call(() -> creations.measure(operation));
    }

    /** As {@link #call}; measured. */
    void start(Runnable operation) {
        run(() -> starts.measure(() -> {
            operation.run();
            return true;
        }));
    }

    /** As {@link #call}; measured. */
    <T> T delete(Supplier<T> operation) {
        return call(() -> deletions.measure(operation));
    }

    List<OperationFigures> figures() {
        return List.of(creations.figures(), starts.figures(), deletions.figures());
    }

    private synchronized void begin() {
        if (closed) {
            throw new UnavailableException("the runtime is stopped");
        }
        running++;
    }

    private synchronized void end() {
        running--;
        notifyAll();
    }

    /** None begins any more. */
    synchronized void close() {
        closed = true;
    }

    /** Returns whether none is under way any more; false if some are after this time, or the thread is interrupted. */
    synchronized boolean awaitNone(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (running > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                // at least 1 ms, since 0 is for ever
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return running == 0;
        }
    }
}
