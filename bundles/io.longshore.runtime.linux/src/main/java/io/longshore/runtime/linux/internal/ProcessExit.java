// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exit of an added process on its way: published, noted in its trace, handed to who waits for it. */
final class ProcessExit {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);

    private final TaskKey key;
    private final ExecId id;
    private final TaskContext context;
    private final ProcessHistory history;

    /** It was told; whoever needs to know first does not wait for a thread. */
    private final CompletableFuture<Exit> told = new CompletableFuture<>();

    private final CompletableFuture<Exit> future = new CompletableFuture<>();
    private final CompletionStage<Exit> stage = future.minimalCompletionStage();

    ProcessExit(TaskKey key, ExecId id, TaskContext context, ProcessHistory history) {
        this.key = key;
        this.id = id;
        this.context = context;
        this.history = history;
    }

    CompletionStage<Exit> stage() {
        return stage;
    }

    /**
     * Waits until it was told, and leaves nothing behind.
     *
     * @throws io.longshore.api.DeadlineExceededException if it was not in time
     */
    Exit awaitPublished(Duration timeout) {
        return Await.result(told, timeout, "process " + id + " of task " + key + " has not ended");
    }

    CompletableFuture<Exit> told() {
        return told;
    }

    /** It is known from an earlier run, and was published. */
    void publishedBefore(Exit known) {
        told.complete(known);
        future.complete(known);
    }

    /** It is deleted. Does nothing if its exit was told. */
    void willNotCome() {
        NotFoundException gone = new NotFoundException(
                "process " + id + " of task " + key + " was deleted without having ended, so it has no exit");
        if (told.completeExceptionally(gone)) {
            context.threads().executeForOthers(() -> future.completeExceptionally(gone));
        }
    }

    /** Now, or, if that cannot be, later. */
    void publish(LongSupplier pid, Exit exit) {
        Retry.until(context.threads(), () -> {
            try {
                tell(pid.getAsLong(), exit);
                return true;
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "namespace={} id={} exec={}: its exit cannot be published now; that is tried again",
                        key.namespace(),
                        key.id(),
                        id,
                        e);
                return false;
            }
        });
    }

    /**
     * Publishes it, unless that was done; waits for who does it at this moment.
     *
     * @param pid 0 of one that never ran: there is nothing to be told, unless it was told as started, and who waits for it gets
     *     to know
     * @throws LongshoreException if it cannot be published
     */
    void tell(long pid, Exit exit) {
        history.exited(pid, exit);
        if (told.complete(exit)) {
            // what others hang on it must not hold up the thread that brings the exits of all
            context.threads().executeForOthers(() -> future.complete(exit));
            LOG.info(
                    "namespace={} id={} exec={} status={} cause={}: exited {}",
                    key.namespace(),
                    key.id(),
                    id,
                    exit.status(),
                    exit.cause(),
                    exit.detail());
        }
    }
}
