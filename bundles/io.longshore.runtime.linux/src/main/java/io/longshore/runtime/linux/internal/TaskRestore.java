// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tasks of an earlier run again, in parallel, each within a deadline. A task is restored, or cleaned up, or listed
 * as unknown with the reason and tried again; never silently lost. Only what is certainly gone is cleaned up.
 */
final class TaskRestore {
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final int KILLED = 128 + 9;
    private static final Logger LOG = LoggerFactory.getLogger(TaskRestore.class);

    private final TaskContext context;
    private final TaskRegistry registry;
    private final ShimKinds kinds;
    private final Wreckage wreckage;
    private final TaskHistory history;
    private final String bootId;

    TaskRestore(TaskContext context, TaskRegistry registry, ShimKinds kinds, Wreckage wreckage, String bootId) {
        this.context = context;
        this.registry = registry;
        this.kinds = kinds;
        this.wreckage = wreckage;
        this.history = new TaskHistory(context.events());
        this.bootId = bootId;
    }

    /** Returns when every task was dealt with, or after two deadlines; cleaning up may go on then. */
    void run() {
        EarlierTasks earlier = new EarlierTasks(context.settings());
        earlier.removed().forEach(this::finishRemoval);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (TaskRecord record : earlier.records()) {
            registry.reserve(record.key());
            running.add(CompletableFuture.runAsync(() -> restoreOrSay(record), context.threads()));
        }
        await(CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)));
        if (!running.isEmpty()) {
            LOG.info(
                    "{} of {} tasks of an earlier run are restored",
                    registry.list().size(),
                    running.size());
        }
    }

    private void await(CompletableFuture<Void> all) {
        try {
            all.get(2 * context.settings().restoreTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.info("cleaning up after tasks of an earlier run goes on in the background");
            LOG.trace("not done in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("restoring a task says what is wrong itself", e);
        }
    }

    private void restoreOrSay(TaskRecord record) {
        try {
            restore(record);
        } catch (RuntimeException e) {
            LOG.error(
                    "namespace={} id={}: cannot be cleaned up now; the next start tries again",
                    namespace(record),
                    id(record),
                    e);
        }
    }

    private void restore(TaskRecord record) {
        if (record.pid() == 0) {
            LOG.warn("namespace={} id={}: its creation was cut off; cleaning up", namespace(record), id(record));
            clear(record);
            bundle(record).deleteWorkDirectory();
            registry.remove(record.key());
        } else if (!record.bootId().equals(bootId)) {
            cleanUp(record, new Exit(null, now(), Exit.Cause.HOST_REBOOT, "the host was restarted"));
        } else {
            find(record);
        }
    }

    private void find(TaskRecord record) {
        Duration timeout = context.settings().restoreTimeout();
        Shim shim;
        try {
            shim = kinds.driver(record.shimKind()).connect(record.launch(), timeout);
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: its shim is gone", namespace(record), id(record), e);
            cleanUp(record, lostExit(record));
            return;
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: cannot be asked; trying again", namespace(record), id(record), e);
            LinuxTask unknown = task(
                    record,
                    new UnreachableShim("the shim of task " + record.key() + " cannot be asked: " + e.getMessage()));
            unknown.unknown(String.valueOf(e.getMessage()));
            registry.put(unknown);
            tryLater(unknown, FIRST_RETRY);
            return;
        }
        adopt(record, shim, timeout);
    }

    private void adopt(TaskRecord record, Shim shim, Duration timeout) {
        LinuxTask task = task(record, shim);
        try {
            task.refresh(timeout);
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: its container is gone", namespace(record), id(record), e);
            shim.close();
            cleanUp(record, new Exit(KILLED, now(), Exit.Cause.UNOBSERVED, "its deletion was cut off"));
            return;
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: does not answer; trying again", namespace(record), id(record), e);
            task.unknown(String.valueOf(e.getMessage()));
            tryLater(task, FIRST_RETRY);
        }
        registry.put(task);
        task.watch();
        LOG.info("namespace={} id={} pid={}: restored", namespace(record), id(record), record.pid());
    }

    private LinuxTask task(TaskRecord earlier, Shim shim) {
        TaskRecord record = history.catchUp(earlier);
        TaskRecordFile file = TaskRecordFile.of(record);
        if (record.told() != earlier.told()) {
            file.note(same -> same);
        }
        TaskPhase phase = record.exit() != null
                ? TaskPhase.STOPPED
                : record.startedAt() != null ? TaskPhase.RUNNING : TaskPhase.CREATED;
        LinuxTask task = new LinuxTask(
                context,
                bundle(record),
                file,
                shim,
                new TaskLife(
                        "task " + record.key(),
                        TaskMoment.of(phase, record.pid(), record.startedAt(), record.exit())));
        if (record.exit() != null) {
            task.exitedBefore(record.exit());
        }
        return task;
    }

    private void tryLater(LinuxTask task, Duration delay) {
        context.threads()
                .executeLater(
                        () -> {
                            if (task.isUnknown() && task.life().now().phase() != TaskPhase.DELETED) {
                                tryAgain(task, delay);
                            }
                        },
                        delay);
    }

    private void tryAgain(LinuxTask task, Duration delay) {
        try {
            task.refresh(context.settings().restoreTimeout());
            LOG.info("namespace={} id={}: answers again", task.namespace(), task.id());
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: its shim is gone", task.namespace(), task.id(), e);
            context.removal().afterShimLoss(task);
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={}: still cannot be asked", task.namespace(), task.id(), e);
            task.unknown(String.valueOf(e.getMessage()));
            Duration next = delay.multipliedBy(2);
            tryLater(task, next.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : next);
        }
    }

    /** What the shim has left in its spool is true; else nobody saw it. */
    private Exit lostExit(TaskRecord record) {
        return kinds.driver(record.shimKind())
                .publishedExit(record.launch(), record.pid())
                .orElseGet(() -> new Exit(KILLED, now(), Exit.Cause.SHIM_LOST, "its shim ended while nobody watched"));
    }

    private void cleanUp(TaskRecord record, Exit exitIfUnknown) {
        LOG.warn("namespace={} id={}: its shim is gone; cleaning up", namespace(record), id(record));
        clear(record);
        TaskRecordFile file = TaskRecordFile.of(record);
        if (record.exit() == null) {
            file.update(known -> known.exited(exitIfUnknown));
        }
        TaskRecord told = history.catchUp(file.current());
        file.note(known -> known.told(Told.EXITED));
        Exit exit = told.exit() == null ? exitIfUnknown : told.exit();
        bundle(record).deleteWorkDirectory(() -> {
            registry.remove(record.key());
            history.deleted(record, exit);
        });
    }

    /** The end of an earlier process fell between the removal of a task and the note that it was told. */
    private void finishRemoval(EarlierTasks.Removed removed) {
        TaskRecord record = removed.record();
        if (record.exit() != null) {
            history.deleted(history.catchUp(record), record.exit());
        }
        try {
            DirectoryTree.deleteNow(removed.directory());
        } catch (IOException e) {
            LOG.warn("cannot remove {}; the next start tries again", removed.directory(), e);
        }
    }

    private void clear(TaskRecord record) {
        wreckage.clear(record);
        bundle(record).deleteDirectory();
    }

    private static OciBundle bundle(TaskRecord record) {
        return new OciBundle(record.launch().bundle(), record.launch().workDirectory());
    }

    private Instant now() {
        return context.clock().instant();
    }

    private static Object namespace(TaskRecord record) {
        return record.launch().namespace();
    }

    private static Object id(TaskRecord record) {
        return record.launch().id();
    }
}
