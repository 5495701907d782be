// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.NotImplementedException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.Diagnosis;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task without a process: a signal ends it. */
public final class FakeTask implements Task {
    public static final Instant CREATED = Instant.parse("2026-11-24T10:00:01Z");
    public static final Instant STARTED = Instant.parse("2026-11-24T10:00:02Z");
    public static final Instant ENDED = Instant.parse("2026-11-24T10:00:03Z");

    public final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final Namespace namespace;
    private final ContainerId id;
    private final Stdio stdio;
    private final Runnable onDelete;
    private final Consumer<FakeTask> onStart;
    private boolean started;
    private boolean paused;
    public final List<String> signals = new CopyOnWriteArrayList<>();
    public Runnable onEnd = () -> {};
    public final List<LinuxResources> updates = new CopyOnWriteArrayList<>();
    public volatile @Nullable TaskStats stats;
    public final List<TaskProcess> processes = new CopyOnWriteArrayList<>();
    /** Who wants to know when those are others. */
    public final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    public volatile List<ProcessPid> pids = List.of();
    /** Of its terminal, such as {@code 80x24}. */
    public final List<String> sizes = new CopyOnWriteArrayList<>();

    public volatile boolean stdinIsClosed;
    public final List<String> checkpoints = new CopyOnWriteArrayList<>();
    public volatile Diagnosis diagnosis = new Diagnosis(ENDED, List.of(), "there is nothing to do");
    public volatile BiFunction<ExecId, ExecOptions, TaskProcess> onExec = (execId, options) -> {
        throw new NotImplementedException("this fake has one process");
    };

    public FakeTask(Namespace namespace, ContainerId id, Stdio stdio, Runnable onDelete, Consumer<FakeTask> onStart) {
        this.namespace = namespace;
        this.id = id;
        this.stdio = stdio;
        this.onDelete = onDelete;
        this.onStart = onStart;
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public ContainerId id() {
        return id;
    }

    @Override
    public synchronized TaskInfo info() {
        @Nullable Exit ended = exit.getNow(null);
        TaskState state = ended != null
                ? TaskState.STOPPED
                : paused ? TaskState.PAUSED : started ? TaskState.RUNNING : TaskState.CREATED;
        Path bundle = Path.of("/run/longshore/test", namespace.name(), id.value());
        return new TaskInfo(
                namespace, id, state, 4711, bundle, stdio, "v1", 4710, CREATED, started ? STARTED : null, ended, "");
    }

    @Override
    public TaskInfo refresh() {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public synchronized void start() {
        if (started) {
            throw new FailedPreconditionException("task " + id + " in namespace " + namespace + " was started before");
        }
        started = true;
        onStart.accept(this);
    }

    @Override
    public void kill(Signal signal, boolean all) {
        signals.add(signal + (all ? " all" : ""));
        exit.complete(Exit.exited(128 + signal.number(), ENDED));
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    @Override
    public Exit delete() {
        @Nullable Exit ended = exit.getNow(null);
        if (ended == null) {
            throw new FailedPreconditionException("task " + id + " in namespace " + namespace + " runs; kill it first");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("interrupted");
        }
        onEnd.run();
        onDelete.run();
        return ended;
    }

    @Override
    public Exit forceDelete() {
        kill(Signal.KILL, true);
        return delete();
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
    }

    @Override
    public TaskProcess exec(ExecId execId, ExecOptions options) {
        return onExec.apply(execId, options);
    }

    @Override
    public TaskProcess process(ExecId execId) {
        return processes.stream()
                .filter(process -> process.id().equals(execId))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("there is no process " + execId));
    }

    @Override
    public List<TaskProcess> processes() {
        return List.copyOf(processes);
    }

    @Override
    public ProcessesWatch watchProcesses(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    @Override
    public List<ProcessPid> pids() {
        return pids;
    }

    @Override
    public void resizePty(int width, int height) {
        sizes.add(width + "x" + height);
    }

    @Override
    public void closeStdin() {
        stdinIsClosed = true;
    }

    @Override
    public void update(LinuxResources resources) {
        updates.add(resources);
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options) {
        checkpoints.add(image + " " + options);
    }

    @Override
    public Diagnosis diagnose() {
        return diagnosis;
    }

    @Override
    public TaskStats stats() {
        @Nullable TaskStats now = stats;
        if (now == null) {
            throw new NotFoundException("this fake has no cgroup");
        }
        return now;
    }
}
