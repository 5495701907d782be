// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A shim's process: our child, or one that an earlier run started. */
interface ShimProcess extends AutoCloseable {
    long pid();

    /** Completes when it has ended; exceptionally if it was let go of before. */
    CompletionStage<?> ended();

    /** Sends SIGKILL; it is fine if it has ended. */
    void kill();

    /** Lets go of it; it goes on. */
    @Override
    void close();

    /**
     * Kills it and waits until it is gone.
     *
     * @throws DeadlineExceededException if it is not in time, as happens to a process in uninterruptible sleep
     * @throws UnavailableException if it was let go of meanwhile
     */
    default void end(Duration timeout) {
        kill();
        try {
            ended().toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException("the shim with pid " + pid() + " was killed but is not gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while ending the shim with pid " + pid(), e);
        } catch (CancellationException | ExecutionException e) {
            throw new UnavailableException("the shim with pid " + pid() + " was let go of before it was gone", e);
        }
    }

    /** As {@link #end}, but an interruption has to wait. */
    default void endThoughInterrupted(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    end(Duration.ofNanos(deadline - System.nanoTime()));
                    return;
                } catch (CancelledException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
