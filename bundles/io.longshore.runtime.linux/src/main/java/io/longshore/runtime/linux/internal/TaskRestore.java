// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tasks of an earlier run again, in parallel, each within a deadline. A task is restored, or cleaned up, or listed
 * as unknown with the reason and tried again; never silently lost. Only what is certainly gone is cleaned up.
 */
final class TaskRestore {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRestore.class);

    private final TaskContext context;
    private final EarlierRemains remains;
    private final String bootId;
    private final RestoreTally tally;

    TaskRestore(TaskContext context, String bootId, RestoreTally tally) {
        this.context = context;
        this.remains = new EarlierRemains(context);
        this.bootId = bootId;
        this.tally = tally;
    }

    /**
     * Returns when every task was dealt with, or after the deadline for one. What takes longer goes on: until then what is
     * being looked for is unknown, and an id is taken until what had it is cleaned up.
     */
    void run() {
        EarlierTasks earlier = new EarlierTasks(context.settings());
        earlier.removed().forEach(remains::finishRemoval);
        List<LinuxTask> tasks = new ArrayList<>();
        List<TaskRecord> cutOff = new ArrayList<>();
        for (TaskRecord record : earlier.records()) {
            context.registry().reserve(record.key());
            if (record.isIntent()) {
                cutOff.add(record);
            } else {
                tasks.add(list(record));
            }
        }
        tally.begin(tasks.size());
        List<CompletableFuture<Void>> running = new ArrayList<>();
        // those that only have to be asked come first, as cleaning up may take all threads for long
        for (LinuxTask task : tasks) {
            running.add(CompletableFuture.supplyAsync(() -> look(task), context.threads())
                    .thenAcceptAsync(gone -> gone.ifPresent(task.parts().removal()::cleanUp), context.threads()));
        }
        for (TaskRecord record : cutOff) {
            running.add(CompletableFuture.runAsync(() -> remains.takeBack(record), context.threads()));
        }
        await(CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)));
        if (!running.isEmpty()) {
            LOG.info(
                    "{} of {} tasks of an earlier run are there",
                    context.registry().list().size(),
                    running.size());
        }
    }

    private void await(CompletableFuture<Void> all) {
        try {
            all.get(context.settings().deadlines().restore().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.info("looking for tasks of an earlier run, or cleaning up after them, goes on in the background");
            LOG.trace("not done in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("not all tasks of an earlier run could be looked for; the next start does that", e);
        }
    }

    /** It is known from the start; only how it is has to be found out. */
    private LinuxTask list(TaskRecord record) {
        TaskRecordFile file = TaskRecordFile.of(record, context.threads());
        TaskPhase phase = record.exit() != null
                ? TaskPhase.STOPPED
                : record.startedAt() == null
                        ? TaskPhase.CREATED
                        : record.paused() ? TaskPhase.PAUSED : TaskPhase.RUNNING;
        TaskParts parts = new TaskParts(
                context,
                remains.bundle(record),
                file,
                TaskHistory.resume(context.events(), file),
                new UnreachableShim("the shim of task " + record.key() + " was not found again yet"),
                TaskMoment.of(phase, record.pid(), record.startedAt(), record.exit()));
        parts.contact().unknown("it is being looked for");
        if (record.exit() != null && record.told() == Told.EXITED) {
            parts.exit().publishedBefore(record.exit());
        }
        LinuxTask task = new LinuxTask(parts);
        context.registry().put(task);
        return task;
    }

    /** Returns how to know the exit of a task that is gone, and empty if it is there or may be. */
    private Optional<Supplier<Exit>> look(LinuxTask task) {
        TaskParts parts = task.parts();
        try {
            Optional<Supplier<Exit>> gone = ask(parts);
            count(gone);
            if (gone.isEmpty()) {
                LOG.info(
                        "namespace={} id={} pid={}: restored",
                        task.namespace(),
                        task.id(),
                        parts.life().now().pid());
            }
            return gone;
        } catch (RuntimeException | Error e) {
            LOG.warn("namespace={} id={}: cannot be asked; trying again", task.namespace(), task.id(), e);
            context.threads().executeLater(() -> Retry.until(context.threads(), () -> isFoundAgain(task)), Retry.FIRST);
            return Optional.empty();
        } finally {
            tally.looked();
        }
    }

    /**
     * Returns how to know the exit of a task that is gone, and empty if it is there.
     *
     * @throws LongshoreException if that cannot be found out now
     */
    private Optional<Supplier<Exit>> ask(TaskParts task) {
        task.history().tell(Told.STARTED);
        if (!task.record().current().bootId().equals(bootId)) {
            return Optional.of(() -> new Exit(null, now(), Exit.Cause.HOST_REBOOT, "the host was restarted"));
        }
        task.sources().watchPid();
        try {
            task.refresh(context.settings().deadlines().restore());
            return Optional.empty();
        } catch (NotFoundException e) {
            LOG.warn(
                    "namespace={} id={}: is gone; cleaning up",
                    task.key().namespace(),
                    task.key().id(),
                    e);
            return Optional.of(() -> exitOfGone(task));
        }
    }

    private void count(Optional<Supplier<Exit>> gone) {
        if (gone.isEmpty()) {
            tally.restored();
        } else {
            tally.lost();
        }
    }

    private boolean isFoundAgain(LinuxTask task) {
        TaskParts parts = task.parts();
        if (parts.life().now().phase() == TaskPhase.DELETED) {
            tally.lost();
            return true;
        }
        try {
            Optional<Supplier<Exit>> gone = ask(parts);
            count(gone);
            LOG.info("namespace={} id={}: is {}", task.namespace(), task.id(), gone.isEmpty() ? "found again" : "gone");
            gone.ifPresent(parts.removal()::cleanUp);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.debug("namespace={} id={}: still cannot be asked", task.namespace(), task.id(), e);
            return false;
        }
    }

    /** Either there is no shim, or a shim without the container. */
    private Exit exitOfGone(TaskParts task) {
        return task.contact().shim() instanceof UnreachableShim
                ? task.removal().lostExit("its shim ended while nobody watched")
                : new Exit(MemoryKills.KILLED, now(), Exit.Cause.UNOBSERVED, "its deletion was cut off");
    }

    private Instant now() {
        return context.clock().instant();
    }
}
