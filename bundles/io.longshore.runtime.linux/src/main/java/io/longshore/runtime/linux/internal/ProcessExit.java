// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The exit of an added process on its way: published, noted in its trace, handed to who waits for it. */
final class ProcessExit {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);

    private final TaskKey key;
    private final ExecId id;
    private final TaskContext context;
    private final ProcessTable siblings;

    /** It was told; whoever needs to know first does not wait for a thread. */
    private final CompletableFuture<Exit> told = new CompletableFuture<>();

    private final CompletableFuture<Exit> future = new CompletableFuture<>();
    private final CompletionStage<Exit> stage = future.minimalCompletionStage();

    // guarded by this; whoever deletes the process waits for this, so that no late note meets a process of the same id
    private boolean published;

    ProcessExit(TaskKey key, ExecId id, TaskContext context, ProcessTable siblings) {
        this.key = key;
        this.id = id;
        this.context = context;
        this.siblings = siblings;
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
        return Await.result(future, timeout, "process " + id + " of task " + key + " has not ended");
    }

    CompletableFuture<Exit> told() {
        return told;
    }

    /** It is known from an earlier run, and was published. */
    synchronized void publishedBefore(Exit known) {
        published = true;
        told.complete(known);
        future.complete(known);
    }

    /** Now, or, if that cannot be, later. */
    void publish(long pid, Exit exit) {
        Retry.until(context.threads(), () -> {
            try {
                tell(pid, exit);
                return true;
            } catch (LongshoreException e) {
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
     * @throws LongshoreException if it cannot be published
     */
    void tell(long pid, Exit exit) {
        publishOnce(pid, exit);
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

    private synchronized void publishOnce(long pid, Exit exit) {
        if (published) {
            return;
        }
        context.events().publish(new TaskEvent.Exited(key.namespace(), key.id(), id, pid, exit));
        published = true;
        try {
            siblings.exited(id);
        } catch (LongshoreException e) {
            LOG.warn(
                    "namespace={} id={} exec={}: a restart will look in the journal", key.namespace(), key.id(), id, e);
        }
    }
}
