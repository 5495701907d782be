// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.OperationFigures;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How long one kind of operation took, the last times that it went well. Thread-safe. */
final class Latencies {
    private static final int KEPT = 512;
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final String operation;
    private final LongSupplier nanoTime;

    // guarded by this
    private final long[] nanos = new long[KEPT];

    // guarded by this
    private long count;

    // guarded by this
    private long failures;

    Latencies(String operation, LongSupplier nanoTime) {
        this.operation = operation;
        this.nanoTime = nanoTime;
    }

    <T> T measure(Supplier<T> action) {
        long begun = nanoTime.getAsLong();
        boolean done = false;
        try {
            T result = action.get();
            done = true;
            return result;
        } finally {
            ended(done, nanoTime.getAsLong() - begun);
        }
    }

    private synchronized void ended(boolean done, long took) {
        if (done) {
            nanos[(int) ((count - failures) % KEPT)] = took;
        } else {
            failures++;
        }
        count++;
    }

    synchronized OperationFigures figures() {
        long[] sorted = Arrays.copyOf(nanos, (int) Math.min(KEPT, count - failures));
        Arrays.sort(sorted);
        return new OperationFigures(operation, count, failures, percentile(sorted, 50), percentile(sorted, 95));
    }

    /** The least of them that so many of a hundred do not exceed. */
    private static @Nullable Double percentile(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return null;
        }
        int rank = (sorted.length * percent + 99) / 100;
        return sorted[rank - 1] / NANOS_PER_MILLI;
    }
}
