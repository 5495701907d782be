// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a task's exit on the caller's thread. */
final class ExitWait {
    private ExitWait() {}

    static Exit await(Task task, Duration timeout) {
        String which = "task " + task.id() + " in namespace " + task.namespace();
        try {
            return task.exit().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(which + " has not ended within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the wait for " + which + " was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LongshoreException known) {
                throw known;
            }
            throw new UnknownException("nobody can say how " + which + " ends", e);
        }
    }
}
