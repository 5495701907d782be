// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Lets a few callers at a time do something; the others wait for their turn.
 *
 * <p>Processes are started through one shim a few at a time. While it starts a process, a shim of the first generation can tell no exit; and once 32 of them have piled up, each
 * further one costs it a second. With fifty starts at once it stalled for longer than any deadline.
 */
final class Turns {
    private static final int AT_A_TIME = 4;

    private final Semaphore free;

    private Turns(int atATime) {
        free = new Semaphore(atATime, true);
    }

    static Turns ofProcesses() {
        return new Turns(AT_A_TIME);
    }

    static Turns oneByOne() {
        return new Turns(1);
    }

    /**
     * @param action is given what is left of the time
     * @throws DeadlineExceededException if the turn does not come in time
     */
    <T> T take(String what, Duration timeout, Function<Duration, T> action) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            if (!free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new DeadlineExceededException(
                        what + ": others were started first, and it was not its turn in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(what + ": interrupted while others were started first", e);
        }
        try {
            return action.apply(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } finally {
            free.release();
        }
    }
}
