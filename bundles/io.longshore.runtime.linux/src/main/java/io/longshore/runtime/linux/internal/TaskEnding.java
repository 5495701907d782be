// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.shim.Shim;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a task's removal; {@link RemovalTime} counts their calls. Each can be repeated: a removal that failed half way, or was cut off by the end of this
 * process, is done again from the start and finds the earlier steps done.
 */
final class TaskEnding {
    private static final Logger LOG = LoggerFactory.getLogger(TaskEnding.class);

    private final TaskParts task;

    TaskEnding(TaskParts task) {
        this.task = task;
    }

    /** While it is being created or started; if that does not come to an end, its shim is ended, and the start fails. */
    void awaitStart() {
        CompletableFuture<Void> over = task.afterStart().over();
        if (!isOver(over, task.context().settings().deadlines().kill())) {
            LOG.warn("namespace={} id={}: its shim does not start it; the shim is ended", namespace(), id());
            TaskRecord record = task.record().current();
            task.context().kinds().driver(record.shimKind()).reclaim(record.launch(), callTimeout());
            if (!isOver(over, callTimeout())) {
                LOG.warn("namespace={} id={}: its start does not end", namespace(), id());
            }
        }
    }

    private boolean isOver(CompletableFuture<Void> over, Duration atMost) {
        try {
            Await.result(over, atMost, "the start of task " + task.key() + " did not end");
            return true;
        } catch (DeadlineExceededException e) {
            LOG.trace("namespace={} id={}: is being started", namespace(), id(), e);
            return false;
        }
    }

    /** A signal reaches a frozen process when it is thawed. */
    void thawToDie() {
        TaskPhase phase = task.life().now().phase();
        if (phase != TaskPhase.PAUSED && phase != TaskPhase.RESUMING) {
            return;
        }
        try {
            task.control().kill(Signal.KILL, true);
            task.control().resume();
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: cannot be thawed", namespace(), id(), e);
        }
    }

    /** @param forced whatever its shim says, or does not say */
    Exit finish(boolean forced) {
        if (task.life().now().exit() == null) {
            endProcess(forced);
        }
        try {
            shim().delete(callTimeout());
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: its shim has deleted it before", namespace(), id(), e);
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            if (!forced && !(e instanceof UnavailableException)) {
                throw named(e);
            }
            LOG.warn("namespace={} id={}: deleting it without its shim", namespace(), id(), e);
            clear();
            Exit known = task.life().now().exit();
            if (known != null) {
                task.processes().lost(known);
            }
        }
        Exit exit = awaitTold();
        shim().end(callTimeout());
        forget(exit);
        LOG.info("namespace={} id={}: deleted", namespace(), id());
        return exit;
    }

    /** With the names of those who are in the way, if that is it. */
    private LongshoreException named(LongshoreException refused) {
        Path rootfs = task.bundle().rootfs();
        if (MountTable.below(rootfs).isEmpty()) {
            return refused;
        }
        List<String> holders = MountHolders.of(rootfs);
        if (holders.isEmpty()) {
            return refused;
        }
        return new FailedPreconditionException(
                "cannot delete task " + task.key() + ": its root file system is busy, held by "
                        + String.join(", ", holders) + "; end that and delete the task again",
                refused);
    }

    /** Through the shim, else without it. */
    private void endProcess(boolean forced) {
        try {
            try {
                task.kills().noteSignal();
                shim().kill(null, Signal.KILL, true, callTimeout());
            } catch (NotFoundException e) {
                LOG.debug("namespace={} id={}: its process has ended", namespace(), id(), e);
            }
            task.exit().awaitEnd(task.context().settings().deadlines().kill());
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            if (!forced && !(e instanceof UnavailableException || e instanceof DeadlineExceededException)) {
                throw e;
            }
            LOG.warn(
                    "namespace={} id={}: its shim does not kill it; the container is killed without it",
                    namespace(),
                    id(),
                    e);
            clear();
            ended(lostExit("its shim did not answer, and was ended with the container"));
        }
    }

    /** There is nobody left to ask. */
    Exit cleanUp(Exit otherwise) {
        clear();
        shim().end(callTimeout());
        ended(otherwise);
        Exit exit = awaitTold();
        forget(exit);
        return exit;
    }

    private void clear() {
        task.context().wreckage().clear(task.record().current());
    }

    private void ended(Exit exit) {
        task.processes().lost(exit);
        task.sources().exited(exit);
    }

    private Exit awaitTold() {
        Exit known = task.life().now().exit();
        if (known != null) {
            // of an earlier run, which could not tell it
            task.exit().publish(known);
        }
        return task.exit().awaitTold(callTimeout());
    }

    private void forget(Exit exit) {
        task.bundle().deleteDirectory();
        task.record().close();
        task.bundle().deleteWorkDirectory(task.context().threads(), () -> {
            task.life().deleted();
            task.processes().forget();
            task.context().registry().remove(task.key());
            task.history().deleted(exit);
        });
    }

    /** What the shim has left in its spool is true; else nobody saw it. */
    Exit lostExit(String detail) {
        TaskRecord record = task.record().current();
        return task.context()
                .kinds()
                .driver(record.shimKind())
                .publishedExit(record.launch(), record.pid())
                .orElseGet(() ->
                        new Exit(MemoryKills.KILLED, task.context().clock().instant(), Exit.Cause.SHIM_LOST, detail));
    }

    private Shim shim() {
        return task.contact().unlimited();
    }

    private Duration callTimeout() {
        return task.context().settings().deadlines().call();
    }

    private Object namespace() {
        return task.key().namespace();
    }

    private Object id() {
        return task.key().id();
    }
}
