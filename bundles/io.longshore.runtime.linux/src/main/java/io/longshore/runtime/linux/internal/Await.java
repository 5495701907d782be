// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on the caller's thread for what others do. */
final class Await {
    private Await() {}

    /**
     * @param what for messages, with what is wrong if it takes too long, such as {@code the process did not end}
     * @throws DeadlineExceededException if it takes longer
     * @throws CancelledException if the thread is interrupted
     * @throws LongshoreException if it fails with that
     */
    static <T> T result(CompletableFuture<T> future, Duration atMost, String what) {
        try {
            return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(what + " within " + atMost.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted: " + what + " yet", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LongshoreException known ? known : new IllegalStateException(what, e);
        }
    }
}
