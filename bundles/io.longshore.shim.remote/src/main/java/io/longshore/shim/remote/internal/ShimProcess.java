// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A shim's process: our child, or one that an earlier run started. */
interface ShimProcess extends AutoCloseable {
    long pid();

    /** Completes when it has ended. */
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
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes the end of a process exceptionally", e);
        }
    }
}
