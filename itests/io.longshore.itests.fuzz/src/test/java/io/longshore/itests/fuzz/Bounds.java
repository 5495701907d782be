// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What it may cost to read foreign bytes, whatever they are: so much for each of them, and something to begin with. */
public final class Bounds {
    private static final long FIRST_BYTES = 8 << 20;
    private static final long BYTES_PER_BYTE = 2_000;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Bounds() {}

    /**
     * Of this thread, by what it allocates and how long it computes: others may have the machine meanwhile. What is too much is
     * looked at a second time, since for the first input classes are loaded.
     */
    public static <T> T within(int length, Supplier<T> reading) {
        Cost first = new Cost();
        Supplier<T> outcome = outcome(reading);
        if (first.isTooMuch(length)) {
            Cost second = new Cost();
            outcome = outcome(reading);
            if (second.isTooMuch(length)) {
                throw new AssertionError(length + " bytes of input took " + second);
            }
        }
        return outcome.get();
    }

    /** What it gave, or threw. */
    private static <T> Supplier<T> outcome(Supplier<T> reading) {
        try {
            T read = reading.get();
            return () -> read;
        } catch (RuntimeException e) {
            return () -> {
                throw e;
            };
        }
    }

    /** Since it was made. */
    private static final class Cost {
        private final long bytes = THREADS.getCurrentThreadAllocatedBytes();
        private final long nanos = THREADS.getCurrentThreadCpuTime();
        private long allocated;
        private long computed;

        boolean isTooMuch(int length) {
            allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            computed = THREADS.getCurrentThreadCpuTime() - nanos;
            return allocated > FIRST_BYTES + BYTES_PER_BYTE * length || computed > MAX_NANOS;
        }

        @Override
        public String toString() {
            return allocated + " bytes of memory and " + TimeUnit.NANOSECONDS.toMillis(computed) + " ms";
        }
    }
}
