// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a task: deleted by somebody, or lost with its shim. One at a time removes it; whoever deletes a task meanwhile
 * waits for that, and is content when it is deleted.
 */
final class TaskRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRemoval.class);

    private final TaskParts task;
    private final TaskEnding ending;
    private final AtomicReference<@Nullable CompletableFuture<Exit>> underWay = new AtomicReference<>();

    TaskRemoval(TaskParts task) {
        this.task = task;
        this.ending = new TaskEnding(task);
    }

    Exit delete(boolean forced) {
        CompletableFuture<Exit> mine = new CompletableFuture<>();
        CompletableFuture<Exit> other = underWay.compareAndExchange(null, mine);
        if (other == null) {
            return removed(forced, mine);
        }
        try {
            return await(other);
        } catch (LongshoreException e) {
            if (!forced
                    || !other.isCompletedExceptionally()
                    || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            // what failed may have asked for less than this, or be older; who comes first now does not
            CompletableFuture<Exit> next = underWay.compareAndExchange(null, mine);
            return next == null ? removed(true, mine) : await(next);
        }
    }

    private Exit removed(boolean forced, CompletableFuture<Exit> mine) {
        try {
            Exit exit = begun(forced);
            underWay.set(null);
            mine.complete(exit);
            return exit;
        } catch (RuntimeException | Error e) {
            failed(mine, e);
            task.sources().settle(null);
            throw e;
        }
    }

    private Exit begun(boolean forced) {
        if (forced) {
            ending.awaitStart();
            ending.thawToDie();
            task.life().beginForcedDelete();
        } else {
            task.life().beginDelete();
        }
        try {
            return ending.finish(forced);
        } catch (RuntimeException | Error e) {
            // also for want of memory or threads
            task.life().deleteFailed();
            throw e;
        }
    }

    private Exit await(CompletableFuture<Exit> other) {
        Duration atMost = RemovalTime.longest(task.context().settings().deadlines());
        return Await.result(other, atMost, "the deletion of task " + task.key() + " that is under way did not end");
    }

    /** As the shim has left it in its spool, or as nobody saw it. */
    Exit lostExit(String detail) {
        return ending.lostExit(detail);
    }

    /** A shim died, or its connection broke: the container is not left running unowned. */
    void afterShimLoss() {
        LOG.warn(
                "namespace={} id={}: its shim is gone; the container is killed and cleaned up",
                task.key().namespace(),
                task.key().id());
        cleanUp(() -> ending.lostExit("its shim ended, and the container was killed with it"));
    }

    /**
     * What can be asked of the task is gone, or its container is: what is left is removed, now or, if that cannot be, later.
     *
     * @param otherwise its exit, if nobody has seen it
     */
    void cleanUp(Supplier<Exit> otherwise) {
        Retry.until(task.context().threads(), () -> isCleanedUp(otherwise));
    }

    /** Also if it is somebody else's to do that. */
    private boolean isCleanedUp(Supplier<Exit> otherwise) {
        CompletableFuture<Exit> mine = new CompletableFuture<>();
        if (underWay.compareAndExchange(null, mine) != null) {
            task.life().noteShimLost();
            // if that removal has ended, then perhaps without having seen the note
            return underWay.get() != null || isCleanedUp(otherwise);
        }
        if (!task.life().beginCleanup()) {
            failed(mine, new FailedPreconditionException("task " + task.key() + " changes; try again"));
            // who has ended that meanwhile has found this under way, and left it to this
            return !task.life().isToBeCleanedUp() || isCleanedUp(otherwise);
        }
        try {
            Exit exit = ending.cleanUp(otherwise.get());
            underWay.set(null);
            mine.complete(exit);
            return true;
        } catch (RuntimeException | Error e) {
            task.life().deleteFailed();
            failed(mine, e);
            LOG.error(
                    "namespace={} id={}: cannot be cleaned up now; that is tried again",
                    task.key().namespace(),
                    task.key().id(),
                    e);
            return task.life().now().phase() == TaskPhase.DELETED;
        }
    }

    /** It is over before anybody hears of it, who may try at once. */
    private void failed(CompletableFuture<Exit> mine, Throwable why) {
        underWay.set(null);
        mine.completeExceptionally(
                why instanceof Error
                        ? new UnavailableException(
                                "the deletion of task " + task.key() + " that was under way failed", why)
                        : why);
    }
}
