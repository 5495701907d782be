// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One container's live process, as others see it: each operation is handed to the part of the task that does it. */
final class LinuxTask implements Task {
    private final TaskParts parts;
    private final Operations operations;

    LinuxTask(TaskParts parts) {
        this.parts = parts;
        this.operations = parts.context().operations();
    }

    TaskParts parts() {
        return parts;
    }

    TaskKey key() {
        return parts.key();
    }

    @Override
    public Namespace namespace() {
        return key().namespace();
    }

    @Override
    public ContainerId id() {
        return key().id();
    }

    @Override
    public TaskInfo info() {
        TaskMoment now = parts.life().now();
        TaskRecord known = parts.record().current();
        // an exit is known for certain, however silent the shim is
        String reason = now.exit() == null ? parts.contact().reason() : "";
        return new TaskInfo(
                namespace(),
                id(),
                reason.isEmpty() ? now.state() : TaskState.UNKNOWN,
                now.pid(),
                parts.bundle().directory(),
                known.stdio(),
                known.shimKind(),
                parts.contact().shim().pid(),
                known.createdAt(),
                now.startedAt(),
                now.exit(),
                reason);
    }

    @Override
    public TaskInfo refresh() {
        return operations.call(() -> {
            try {
                parts.refresh(parts.context().settings().deadlines().call());
            } catch (NotFoundException e) {
                requireEnded(e);
            }
            return info();
        });
    }

    /** A deletion that failed half way leaves nothing to be asked about; how it ended is known. */
    private void requireEnded(NotFoundException gone) {
        TaskMoment now = parts.life().now();
        if (now.exit() == null || now.phase() == TaskPhase.DELETED) {
            throw gone;
        }
    }

    @Override
    public void start() {
        operations.start(() -> parts.start().start());
    }

    @Override
    public void kill(Signal signal, boolean all) {
        operations.run(() -> parts.control().kill(signal, all));
    }

    @Override
    public void pause() {
        operations.run(() -> parts.control().pause());
    }

    @Override
    public void resume() {
        operations.run(() -> parts.control().resume());
    }

    @Override
    public TaskProcess exec(ExecId id, ExecOptions options) {
        return operations.call(() -> {
            parts.life().requireRunning();
            parts.contact().requireKnown("add process " + id + " to");
            return guarded(parts.processes()
                    .add(id, options, parts.bundle().spec(), parts.contact().shim()));
        });
    }

    @Override
    public TaskProcess process(ExecId id) {
        return guarded(parts.processes().table().get(id));
    }

    private TaskProcess guarded(LinuxProcess process) {
        return new GuardedProcess(process, operations);
    }

    @Override
    public List<TaskProcess> processes() {
        return parts.processes().table().list().stream().map(this::guarded).toList();
    }

    @Override
    public ProcessesWatch watchProcesses(Runnable changed) {
        return parts.processes().table().watch(changed);
    }

    @Override
    public List<ProcessPid> pids() {
        return operations.call(() -> parts.control().pids());
    }

    @Override
    public void resizePty(int width, int height) {
        operations.run(() -> parts.control().resizePty(width, height));
    }

    @Override
    public void closeStdin() {
        operations.run(() -> parts.control().closeStdin());
    }

    @Override
    public void update(LinuxResources resources) {
        operations.run(() -> parts.control().update(resources));
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options) {
        operations.run(() -> parts.control().checkpoint(image, options));
    }

    @Override
    public TaskStats stats() {
        return parts.control().stats();
    }

    @Override
    public Diagnosis diagnose() {
        return operations.call(() -> new TaskDiagnosis(parts, info()).diagnose());
    }

    @Override
    public CompletionStage<Exit> exit() {
        return parts.exit().stage();
    }

    @Override
    public Exit waitForExit(Duration timeout) {
        return parts.exit().awaitPublished(timeout);
    }

    @Override
    public Exit delete() {
        return operations.delete(() -> parts.removal().delete(false));
    }

    @Override
    public Exit forceDelete() {
        return operations.delete(() -> parts.removal().delete(true));
    }
}
