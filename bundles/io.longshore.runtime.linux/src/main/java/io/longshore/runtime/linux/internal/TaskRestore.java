// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tasks of an earlier run again, in parallel, each within a deadline. A task is restored, or cleaned up, or listed
 * as unknown with the reason; never silently lost.
 */
final class TaskRestore {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRestore.class);

    private final TaskContext context;
    private final TaskRegistry registry;
    private final ShimKinds kinds;
    private final Wreckage wreckage;
    private final String bootId;

    TaskRestore(TaskContext context, TaskRegistry registry, ShimKinds kinds, Wreckage wreckage, String bootId) {
        this.context = context;
        this.registry = registry;
        this.kinds = kinds;
        this.wreckage = wreckage;
        this.bootId = bootId;
    }

    /** Returns when every task was dealt with, which each is within a few deadlines. */
    void run() {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Path workDirectory : workDirectories()) {
            running.add(CompletableFuture.runAsync(() -> restoreOrSay(workDirectory), context.executor()));
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        if (!running.isEmpty()) {
            LOG.info(
                    "{} of {} tasks of an earlier run are restored",
                    registry.list().size(),
                    running.size());
        }
    }

    private List<Path> workDirectories() {
        List<Path> found = new ArrayList<>();
        for (Path namespace : visible(context.settings().root())) {
            found.addAll(visible(namespace));
        }
        return found;
    }

    private static List<Path> visible(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "[!.]*")) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot read " + directory, e);
        }
        return found;
    }

    private void restoreOrSay(Path workDirectory) {
        try {
            Path file = workDirectory.resolve(TaskRecordFile.NAME);
            if (!Files.exists(file)) {
                // a creation that ended before anything was started
                DirectoryTree.delete(workDirectory);
                return;
            }
            restore(TaskRecordText.parse(Files.readAllBytes(file)));
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "the task of {} could neither be restored nor cleaned up; its files stay as they are",
                    workDirectory,
                    e);
        }
    }

    private void restore(TaskRecord record) {
        Duration timeout = context.settings().restoreTimeout();
        if (record.pid() == 0) {
            LOG.warn("namespace={} id={}: its creation was cut off; cleaning up", namespace(record), id(record));
            removeFiles(record);
        } else if (!record.bootId().equals(bootId)) {
            lost(record, Exit.Cause.HOST_REBOOT, "the host was restarted");
        } else {
            Shim shim;
            try {
                shim = kinds.driver(record.shimKind()).connect(record.launch(), timeout);
            } catch (NotFoundException | UnavailableException e) {
                LOG.debug("namespace={} id={}: its shim is gone", namespace(record), id(record), e);
                lost(record, Exit.Cause.SHIM_LOST, "its shim ended while nobody watched");
                return;
            }
            adopt(record, shim, timeout);
        }
    }

    private void adopt(TaskRecord record, Shim shim, Duration timeout) {
        TaskPhase phase = record.exit() != null
                ? TaskPhase.STOPPED
                : record.startedAt() != null ? TaskPhase.RUNNING : TaskPhase.CREATED;
        TaskLife life = new TaskLife(
                "task " + record.key(), new TaskLife.Moment(phase, record.pid(), record.startedAt(), record.exit(), false));
        LinuxTask task = new LinuxTask(
                context,
                new OciBundle(record.launch().bundle(), record.launch().workDirectory()),
                TaskRecordFile.of(record),
                shim,
                life);
        if (record.exit() != null) {
            task.exitedBefore(record.exit());
        }
        try {
            ShimProcessState seen = shim.state(null, timeout);
            if (seen.state() == TaskState.RUNNING && phase == TaskPhase.CREATED) {
                task.refresh();
            } else if (seen.exit() != null) {
                task.exited(seen.exit());
            }
        } catch (DeadlineExceededException e) {
            LOG.warn("namespace={} id={}: its shim does not answer", namespace(record), id(record), e);
            task.unknown("its shim does not answer; it may be stopped or overloaded");
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: its container was deleted before", namespace(record), id(record), e);
            shim.close();
            lost(record, Exit.Cause.UNOBSERVED, "its deletion was cut off");
            return;
        }
        task.restoreProcesses(timeout);
        registry.put(task);
        task.watch();
        LOG.info("namespace={} id={} pid={}: restored", namespace(record), id(record), record.pid());
    }

    private void lost(TaskRecord record, Exit.Cause cause, String detail) {
        Exit exit = record.exit();
        if (exit == null) {
            exit = new Exit(
                    cause == Exit.Cause.SHIM_LOST ? 137 : null, context.clock().instant(), cause, detail);
            LOG.warn("namespace={} id={}: {}; cleaning up", namespace(record), id(record), detail);
            Exit found = exit;
            TaskRecordFile.of(record).update(known -> known.exited(found));
            context.events()
                    .publish(new TaskEvent.Exited(
                            record.launch().namespace(), record.launch().id(), null, record.pid(), exit));
        }
        removeFiles(record);
        context.events()
                .publish(new TaskEvent.Deleted(
                        record.launch().namespace(), record.launch().id(), record.pid(), exit));
    }

    private void removeFiles(TaskRecord record) {
        wreckage.clear(record);
        new OciBundle(record.launch().bundle(), record.launch().workDirectory()).delete();
    }

    private static Object namespace(TaskRecord record) {
        return record.launch().namespace();
    }

    private static Object id(TaskRecord record) {
        return record.launch().id();
    }
}
