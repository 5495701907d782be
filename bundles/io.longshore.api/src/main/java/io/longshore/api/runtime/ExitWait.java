// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnknownException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on the caller's thread. */
final class ExitWait {
    private ExitWait() {}

    static Exit await(CompletionStage<Exit> exit, Duration timeout, String who) {
        try {
            return exit.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(who + " has not ended within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the wait for " + who + " was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LongshoreException known) {
                throw known;
            }
            throw new UnknownException("nobody can say how " + who + " ends", e);
        }
    }
}
