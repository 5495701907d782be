// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exit of a task's first process on its way: written down, published after those of the other processes, handed to who
 * waits for it. What cannot be done now, as on a full disk, is done later, and holds up nothing else.
 */
final class TaskExit {
    private static final Logger LOG = LoggerFactory.getLogger(TaskExit.class);

    private final TaskKey key;
    private final TaskContext context;
    private final TaskRecordFile record;
    private final TaskHistory history;
    private final TaskLife life;
    private final TaskProcesses processes;

    private final AtomicBoolean begun = new AtomicBoolean();

    /** It has ended. */
    private final CompletableFuture<Exit> seen = new CompletableFuture<>();

    /** The exits of the others are told: it can be told now. */
    private final CompletableFuture<Exit> due = new CompletableFuture<>();

    /** It was told; nobody hangs anything on this, so who waits is let go at once. */
    private final CompletableFuture<Exit> told = new CompletableFuture<>();

    private final CompletableFuture<Exit> future = new CompletableFuture<>();
    private final CompletionStage<Exit> stage = future.minimalCompletionStage();

    TaskExit(
            TaskKey key,
            TaskContext context,
            TaskRecordFile record,
            TaskHistory history,
            TaskLife life,
            TaskProcesses processes) {
        this.key = key;
        this.context = context;
        this.record = record;
        this.history = history;
        this.life = life;
        this.processes = processes;
    }

    /** Completes when the process has ended, which may be before that is told. */
    CompletionStage<Exit> seen() {
        return seen.minimalCompletionStage();
    }

    CompletionStage<Exit> stage() {
        return stage;
    }

    /**
     * Waits until it was told. However often somebody does, nothing of that stays until the task ends.
     *
     * @throws DeadlineExceededException if it was not in time
     */
    Exit awaitPublished(Duration timeout) {
        return await(told, timeout, "has not ended");
    }

    /** It is known from an earlier run, and was published. */
    void publishedBefore(Exit known) {
        begun.set(true);
        processes.table().close();
        seen.complete(known);
        due.complete(known);
        told.complete(known);
        future.complete(known);
    }

    /** Its creation has failed. */
    void willNotCome() {
        NotFoundException gone = new NotFoundException("task " + key + " was not created after all");
        told.completeExceptionally(gone);
        context.threads().executeForOthers(() -> future.completeExceptionally(gone));
    }

    /** It was seen, and may be held back for a while: from here on it is not lost. Returns whether it is safe on disk. */
    boolean remember(Exit exit) {
        if (!record.hasDurableExit()) {
            try {
                record.update(known -> known.exited(exit));
            } catch (RuntimeException | Error e) {
                // whoever has told it may not tell it again
                LOG.warn("namespace={} id={}: its exit cannot be written down now", key.namespace(), key.id(), e);
                return false;
            }
        }
        return true;
    }

    /** @throws UnavailableException unless a restart would know of it */
    void requireDurable() {
        if (!record.hasDurableExit()) {
            throw new UnavailableException("the exit of task " + key + " is not written down yet");
        }
    }

    /** All processes end with the first one, and their exits are told before its own. Again does nothing. */
    void publish(Exit exit) {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> others = processes.allEnded();
        if (others.isDone()) {
            try {
                publishNow(exit);
            } finally {
                // what hangs on it, such as closing descriptors, does not come before the telling
                seen.complete(exit);
            }
        } else {
            seen.complete(exit);
            CompletionStage<Void> pending = others;
            pending.thenRun(() -> publishNow(exit));
        }
    }

    private void publishNow(Exit exit) {
        // who waits for it to be due tells what is in the record; on a full disk that is the copy in memory
        boolean written = remember(exit);
        LOG.trace("namespace={} id={}: its exit is due, on disk: {}", key.namespace(), key.id(), written);
        due.complete(exit);
        Retry.until(context.threads(), () -> isDone(exit));
    }

    private boolean isDone(Exit exit) {
        if (life.now().phase() == TaskPhase.DELETED) {
            return true;
        }
        try {
            boolean written = remember(exit);
            tell(exit);
            return written;
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "namespace={} id={}: its exit cannot be published now; that is tried again",
                    key.namespace(),
                    key.id(),
                    e);
            return false;
        }
    }

    private void tell(Exit exit) {
        history.tell(Told.EXITED);
        if (!told.complete(exit)) {
            return;
        }
        // what others hang on it must not hold up the thread that brings the exits of all tasks
        context.threads().executeForOthers(() -> {
            future.complete(exit);
            LOG.info(
                    "namespace={} id={} status={} cause={}: exited {}",
                    key.namespace(),
                    key.id(),
                    exit.status(),
                    exit.cause(),
                    exit.detail());
        });
    }

    /**
     * Waits until the process has ended.
     *
     * @throws DeadlineExceededException if it did not in time
     */
    void awaitEnd(Duration timeout) {
        await(seen, timeout, "did not end");
    }

    /**
     * Waits until the exits of the others are told, and sees to it that this one is.
     *
     * @throws DeadlineExceededException if they are not in time
     * @throws LongshoreException if it cannot be published now
     */
    Exit awaitTold(Duration timeout) {
        Exit exit = await(due, timeout, "did not end, or not with all others,");
        tell(exit);
        return exit;
    }

    private Exit await(CompletableFuture<Exit> future, Duration timeout, String what) {
        return Await.result(future, timeout, "the process of task " + key + " " + what);
    }
}
