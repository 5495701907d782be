// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.RestoreResult;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts what becomes of the tasks of an earlier run. Thread-safe. */
final class RestoreTally {
    private final LongSupplier nanoTime;

    // guarded by this, as all below
    private long begun;
    private long nanos;
    private int expected;
    private int looked;
    private int restored;
    private int lost;

    RestoreTally(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void begin(int tasks) {
        begun = nanoTime.getAsLong();
        expected = tasks;
    }

    /** For the first time, whatever came of it. */
    synchronized void looked() {
        looked++;
        nanos = nanoTime.getAsLong() - begun;
    }

    synchronized void restored() {
        restored++;
    }

    synchronized void lost() {
        lost++;
    }

    synchronized RestoreResult result() {
        boolean finished = looked == expected;
        long took = finished ? nanos : nanoTime.getAsLong() - begun;
        return new RestoreResult(restored, expected - restored - lost, lost, Duration.ofNanos(took), finished);
    }
}
