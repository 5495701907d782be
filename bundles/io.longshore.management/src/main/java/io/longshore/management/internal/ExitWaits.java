// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** The calls that wait for something to end; none outlasts the MBeans. Thread-safe. */
final class ExitWaits implements AutoCloseable {
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<Exit>> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Exit await(Task task, Duration timeout) {
        return await(task.exit(), timeout, "task " + task.id() + " in namespace " + task.namespace());
    }

    /** @throws UnavailableException when this is closed first */
    Exit await(CompletionStage<Exit> exit, Duration timeout, String who) {
        CompletableFuture<Exit> mine = exit.toCompletableFuture().copy();
        long number = numbers.incrementAndGet();
        waiting.put(number, mine);
        try {
            // what is closed meanwhile has not seen it, perhaps
            if (closed) {
                end(mine);
            }
            return mine.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
        } finally {
            waiting.remove(number);
        }
    }

    private static void end(CompletableFuture<Exit> wait) {
        wait.completeExceptionally(new UnavailableException(
                "Longshore's MBeans are going, and nobody waits any more; the container is not touched by that, so wait"
                        + " again when they are back"));
    }

    @Override
    public void close() {
        closed = true;
        waiting.values().forEach(ExitWaits::end);
    }
}
