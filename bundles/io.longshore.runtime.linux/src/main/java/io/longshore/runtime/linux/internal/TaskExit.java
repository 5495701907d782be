// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exit of a task's first process on its way: written down, published, handed to who waits for it. */
final class TaskExit {
    private static final Logger LOG = LoggerFactory.getLogger(TaskExit.class);

    private final TaskKey key;
    private final TaskContext context;
    private final TaskRecordFile record;
    private final TaskLife life;
    private final TaskProcesses processes;
    private final CompletableFuture<Exit> published = new CompletableFuture<>();
    private final CompletableFuture<Exit> future = new CompletableFuture<>();

    TaskExit(TaskKey key, TaskContext context, TaskRecordFile record, TaskLife life, TaskProcesses processes) {
        this.key = key;
        this.context = context;
        this.record = record;
        this.life = life;
        this.processes = processes;
    }

    CompletionStage<Exit> stage() {
        return future.minimalCompletionStage();
    }

    /** It is known from an earlier run, and was published. */
    void publishedBefore(Exit known) {
        published.complete(known);
        future.complete(known);
    }

    /** All processes end with the first one, and their exits are told before its own. */
    void publish(Exit seen) {
        CompletableFuture<Void> others = processes.allEnded();
        if (others.isDone()) {
            publishNow(seen);
        } else {
            CompletionStage<Void> pending = others;
            pending.thenRun(() -> publishNow(seen));
        }
    }

    private void publishNow(Exit seen) {
        remember(known -> known.exited(seen));
        try {
            context.events()
                    .publish(new TaskEvent.Exited(
                            key.namespace(), key.id(), null, life.now().pid(), seen));
            note(Told.EXITED);
        } catch (LongshoreException e) {
            LOG.error(
                    "namespace={} id={}: its exit could not be published; the next start does that",
                    key.namespace(),
                    key.id(),
                    e);
        }
        // who waits in this runtime may do so on all of its threads, so this needs none
        published.complete(seen);
        // what others hang on it must not hold up the thread that brings the exits of all tasks
        context.threads().execute(() -> future.complete(seen));
        LOG.info(
                "namespace={} id={} status={} cause={}: exited {}",
                key.namespace(),
                key.id(),
                seen.status(),
                seen.cause(),
                seen.detail());
    }

    /** A full disk must neither lose an event nor stop a process from being dealt with, so a failure is only said. */
    void remember(UnaryOperator<TaskRecord> change) {
        try {
            record.update(change);
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: a restart will not know of this", key.namespace(), key.id(), e);
        }
    }

    void note(Told event) {
        try {
            record.note(known -> known.told(event));
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: a restart will look in the journal", key.namespace(), key.id(), e);
        }
    }

    /**
     * Waits until the exit was published.
     *
     * @throws DeadlineExceededException if it was not in time
     */
    Exit await(Duration timeout) {
        try {
            return published.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(
                    "the process of task " + key + " did not end within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for task " + key + " to end", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes an exit exceptionally", e);
        }
    }
}
