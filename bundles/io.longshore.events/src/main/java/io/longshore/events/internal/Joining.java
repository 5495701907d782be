// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.util.concurrent.TimeUnit;

/** Waits for threads to end, whatever interrupts it. */
final class Joining {
    private Joining() {}

    /** False if the thread is still running after the time; a thread does not wait for itself. */
    static boolean join(Thread thread, long nanos) {
        if (thread == Thread.currentThread()) {
            return true;
        }
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (thread.isAlive()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(left, 1_000_000));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
