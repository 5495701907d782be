// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a task: deleted by somebody, or lost with its shim.
 *
 * <p>Each step can be repeated: a deletion that failed half way, or was cut off by the end of this process, is done again
 * from the start and finds the earlier steps done.
 */
final class TaskRemoval {
    /** What containerd reports for an exit that nobody saw: 128 + SIGKILL. */
    private static final int KILLED = 128 + 9;

    /** How many calls, each with its own deadline, a removal makes at the most. */
    private static final int CALLS_OF_A_REMOVAL = 6;

    private static final Logger LOG = LoggerFactory.getLogger(TaskRemoval.class);

    private final RuntimeSettings settings;
    private final TaskRegistry registry;
    private final Wreckage wreckage;
    private final EventExchange events;
    private final Clock clock;

    TaskRemoval(RuntimeSettings settings, TaskRegistry registry, Wreckage wreckage, EventExchange events, Clock clock) {
        this.settings = settings;
        this.registry = registry;
        this.wreckage = wreckage;
        this.events = events;
        this.clock = clock;
    }

    Exit delete(LinuxTask task) {
        return alone(task, () -> {
            task.life().beginDelete();
            return finishOrGoBack(task, false);
        });
    }

    Exit forceDelete(LinuxTask task) {
        return alone(task, () -> {
            if (task.life().now().phase() == TaskPhase.PAUSED) {
                thawToDie(task);
            }
            task.life().beginForcedDelete();
            return finishOrGoBack(task, true);
        });
    }

    /** Removes a task, or waits for who does already: whoever deletes a task is content when it is deleted. */
    private Exit alone(LinuxTask task, Supplier<Exit> removal) {
        CompletableFuture<Exit> mine = new CompletableFuture<>();
        CompletableFuture<Exit> other = task.beginRemoval(mine);
        if (other != null) {
            return await(task, other);
        }
        try {
            Exit exit = removal.get();
            task.endRemoval();
            mine.complete(exit);
            return exit;
        } catch (RuntimeException e) {
            task.endRemoval();
            mine.completeExceptionally(e);
            task.settle(null);
            throw e;
        }
    }

    private Exit await(LinuxTask task, CompletableFuture<Exit> other) {
        Duration atMost =
                settings.callTimeout().multipliedBy(CALLS_OF_A_REMOVAL).plus(settings.killTimeout());
        try {
            return other.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException("task " + task.key() + " is being deleted, which takes too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while task " + task.key() + " is being deleted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LongshoreException known
                    ? known
                    : new IllegalStateException("deleting task " + task.key() + " failed", e);
        }
    }

    /** A signal reaches a frozen process when it is thawed. */
    private static void thawToDie(LinuxTask task) {
        try {
            task.kill(Signal.KILL, true);
            task.resume();
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: cannot be thawed", task.namespace(), task.id(), e);
        }
    }

    private Exit finishOrGoBack(LinuxTask task, boolean forced) {
        try {
            return finish(task, forced);
        } catch (RuntimeException e) {
            task.life().deleteFailed();
            throw e;
        }
    }

    private Exit finish(LinuxTask task, boolean forced) {
        if (task.life().now().exit() == null) {
            endProcess(task, forced);
        }
        try {
            task.shim().delete(settings.callTimeout());
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: its shim has deleted it before", task.namespace(), task.id(), e);
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            if (!forced && !(e instanceof UnavailableException)) {
                throw e;
            }
            LOG.warn("namespace={} id={}: deleting it without its shim", task.namespace(), task.id(), e);
            wreckage.clear(task.record());
        }
        Exit exit = task.awaitExit(settings.callTimeout());
        task.shim().end(settings.callTimeout());
        forget(task, exit);
        LOG.info("namespace={} id={}: deleted", task.namespace(), task.id());
        return exit;
    }

    /** Through the shim, else without it; returns when the exit was published. */
    private void endProcess(LinuxTask task, boolean forced) {
        try {
            try {
                task.shim().kill(null, Signal.KILL, true, settings.callTimeout());
            } catch (NotFoundException e) {
                LOG.debug("namespace={} id={}: its process has ended", task.namespace(), task.id(), e);
            }
            task.awaitExit(settings.killTimeout());
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            if (!forced && !(e instanceof UnavailableException || e instanceof DeadlineExceededException)) {
                throw e;
            }
            LOG.warn(
                    "namespace={} id={}: its shim does not kill it; the container is killed without it",
                    task.namespace(),
                    task.id(),
                    e);
            wreckage.clear(task.record());
            task.exited(lostExit("its shim did not answer, and was ended with the container"));
            task.awaitExit(settings.callTimeout());
        }
    }

    /** A shim died, or its connection broke: the container is not left running unowned. */
    void afterShimLoss(LinuxTask task) {
        CompletableFuture<Exit> mine = new CompletableFuture<>();
        if (task.beginRemoval(mine) != null) {
            task.life().noteShimLost();
            if (!task.isBeingRemoved()) {
                // that removal has ended, perhaps without having seen the note
                afterShimLoss(task);
            }
            return;
        }
        boolean begun = task.life().beginCleanup();
        try {
            if (begun) {
                mine.complete(cleanUp(task));
            } else {
                mine.completeExceptionally(
                        new FailedPreconditionException("task " + task.key() + " changes; try again"));
            }
        } catch (RuntimeException e) {
            // not settled: trying again at once would fail at once
            task.life().deleteFailed();
            mine.completeExceptionally(e);
            LOG.error(
                    "namespace={} id={}: could not clean up after its shim; delete the task by force",
                    task.namespace(),
                    task.id(),
                    e);
        } finally {
            task.endRemoval();
        }
    }

    private Exit cleanUp(LinuxTask task) {
        LOG.warn(
                "namespace={} id={}: its shim is gone; the container is killed and cleaned up",
                task.namespace(),
                task.id());
        wreckage.clear(task.record());
        task.shim().end(settings.callTimeout());
        task.exited(lostExit("its shim ended, and the container was killed with it"));
        Exit exit = task.awaitExit(settings.callTimeout());
        forget(task, exit);
        return exit;
    }

    private void forget(LinuxTask task, Exit exit) {
        task.bundle().deleteDirectory();
        long pid = task.life().now().pid();
        task.bundle().deleteWorkDirectory(() -> {
            task.life().deleted();
            registry.remove(task.key());
            events.publish(new TaskEvent.Deleted(task.namespace(), task.id(), pid, exit));
        });
    }

    private Exit lostExit(String detail) {
        return new Exit(KILLED, clock.instant(), Exit.Cause.SHIM_LOST, detail);
    }
}
