// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One container's live process, driven through its shim. */
final class LinuxTask implements Task {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxTask.class);

    private final TaskKey key;
    private final TaskContext context;
    private final OciBundle bundle;
    private final TaskRecordFile record;
    private volatile Shim shim;
    private final TaskLife life;
    private final TaskProcesses processes;
    private final TaskExit exit;
    private final AtomicReference<@Nullable CompletableFuture<Exit>> removal = new AtomicReference<>();
    private volatile String unknownBecause = "";

    LinuxTask(TaskContext context, OciBundle bundle, TaskRecordFile record, Shim shim, TaskLife life) {
        this.key = record.current().key();
        this.context = context;
        this.bundle = bundle;
        this.record = record;
        this.shim = shim;
        this.life = life;
        this.processes = new TaskProcesses(key, context, new ProcessTable(key, bundle.workDirectory()));
        this.exit = new TaskExit(key, context, record, life, processes);
    }

    /** The create event was published. */
    void noteCreated() {
        exit.note(Told.CREATED);
    }

    /** Begins to listen to the shim. */
    void watch() {
        Shim watched = shim;
        watched.exit(null).whenComplete((seen, failure) -> {
            if (seen != null) {
                exited(seen);
            } else {
                LOG.debug("namespace={} id={}: its shim does not tell its exit", key.namespace(), key.id(), failure);
            }
        });
        watched.lost()
                .thenRun(() -> context.threads().execute(() -> context.removal().afterShimLoss(this)));
    }

    /**
     * Waits until the exit was published.
     *
     * @throws io.longshore.api.DeadlineExceededException if it was not in time
     */
    Exit awaitExit(Duration timeout) {
        return exit.await(timeout);
    }

    TaskKey key() {
        return key;
    }

    TaskLife life() {
        return life;
    }

    OciBundle bundle() {
        return bundle;
    }

    Shim shim() {
        return shim;
    }

    TaskRecord record() {
        return record.current();
    }

    /** Returns null if nobody removes it yet, or else what the one who does will complete. */
    @Nullable
    CompletableFuture<Exit> beginRemoval(CompletableFuture<Exit> mine) {
        return removal.compareAndExchange(null, mine);
    }

    boolean isBeingRemoved() {
        return removal.get() != null;
    }

    void endRemoval() {
        removal.set(null);
    }

    @Override
    public Namespace namespace() {
        return key.namespace();
    }

    @Override
    public ContainerId id() {
        return key.id();
    }

    @Override
    public TaskInfo info() {
        TaskMoment now = life.now();
        TaskRecord known = record.current();
        // an exit is known for certain, however silent the shim is
        String reason = now.exit() == null ? unknownBecause : "";
        return new TaskInfo(
                key.namespace(),
                key.id(),
                reason.isEmpty() ? now.state() : TaskState.UNKNOWN,
                now.pid(),
                bundle.directory(),
                known.stdio(),
                known.shimKind(),
                shim.pid(),
                known.createdAt(),
                now.startedAt(),
                now.exit(),
                reason);
    }

    @Override
    public TaskInfo refresh() {
        return refresh(context.settings().callTimeout());
    }

    TaskInfo refresh(Duration timeout) {
        life.requireExistence();
        connect(timeout);
        ShimProcessState seen = shim.state(null, timeout);
        // before the task's own exit is told, so that theirs come first
        processes.restore(shim, timeout);
        unknownBecause = "";
        if (seen.exit() != null) {
            exited(seen.exit());
        } else if (seen.state() == TaskState.RUNNING && life.resumeStart()) {
            // an earlier start whose answer came too late
            afterStart(seen.pid());
        } else {
            life.corrected(seen.state() == TaskState.PAUSED);
        }
        return info();
    }

    private synchronized void connect(Duration timeout) {
        if (shim instanceof UnreachableShim) {
            TaskRecord known = record.current();
            shim = context.kinds().driver(known.shimKind()).connect(known.launch(), timeout);
            watch();
        }
    }

    /** It could not be asked; until it can, its state is unknown. */
    void unknown(String reason) {
        unknownBecause = reason;
    }

    boolean isUnknown() {
        return !unknownBecause.isEmpty();
    }

    @Override
    public void start() {
        life.beginStart();
        long pid;
        try {
            pid = shim.start(null, context.settings().callTimeout());
        } catch (RuntimeException e) {
            settle(life.startFailed());
            throw e;
        }
        afterStart(pid);
        LOG.info("namespace={} id={} pid={}: started", key.namespace(), key.id(), pid);
    }

    private void afterStart(long pid) {
        Instant at = context.clock().instant();
        exit.remember(known -> known.started(pid, at));
        try {
            context.events().publish(new TaskEvent.Started(key.namespace(), key.id(), pid));
            exit.note(Told.STARTED);
        } finally {
            settle(life.started(pid, at));
        }
    }

    @Override
    public void kill(Signal signal, boolean all) {
        life.requireProcess();
        shim.kill(null, signal, all, context.settings().callTimeout());
    }

    @Override
    public void pause() {
        life.beginPause();
        boolean paused = false;
        try {
            shim.pause(context.settings().callTimeout());
            paused = true;
            context.events().publish(new TaskEvent.Paused(key.namespace(), key.id()));
        } finally {
            life.endPause(paused);
        }
    }

    @Override
    public void resume() {
        life.requirePaused();
        shim.resume(context.settings().callTimeout());
        life.resumed();
        context.events().publish(new TaskEvent.Resumed(key.namespace(), key.id()));
    }

    @Override
    public TaskProcess exec(ExecId id, ExecOptions options) {
        life.requireRunning();
        return processes.add(id, options, bundle.spec(), shim);
    }

    @Override
    public TaskProcess process(ExecId id) {
        return processes.table().get(id);
    }

    @Override
    public List<TaskProcess> processes() {
        return List.copyOf(processes.table().list());
    }

    @Override
    public List<ProcessPid> pids() {
        life.requireProcess();
        return shim.pids(context.settings().callTimeout());
    }

    @Override
    public void resizePty(int width, int height) {
        TerminalSize.check(width, height);
        life.requireProcess();
        shim.resizePty(null, width, height, context.settings().callTimeout());
    }

    @Override
    public void closeStdin() {
        life.requireProcess();
        shim.closeStdin(null, context.settings().callTimeout());
    }

    @Override
    public void update(LinuxResources resources) {
        life.requireProcess();
        shim.update(resources, context.settings().callTimeout());
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options) {
        if (!image.isAbsolute()) {
            throw new InvalidArgumentException("the checkpoint's directory must be an absolute path, not " + image);
        }
        life.requireRunning();
        shim.checkpoint(image, options, context.settings().createTimeout());
        context.events().publish(new TaskEvent.Checkpointed(key.namespace(), key.id(), image.toString()));
    }

    @Override
    public TaskStats stats() {
        life.requireProcess();
        return context.cgroups().of(life.now().pid()).stats(context.clock().instant());
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.stage();
    }

    @Override
    public Exit delete() {
        return context.removal().delete(this);
    }

    @Override
    public Exit forceDelete() {
        return context.removal().forceDelete(this);
    }

    /** A source says that the process has ended; only the first one is believed. */
    void exited(Exit seen) {
        if (life.exited(seen)) {
            exit.publish(seen);
        }
    }

    /** The shim has published an exit. An id is used again and again; a late event of its last user is not about this one. */
    void told(TaskEvent.Exited event) {
        if (event.execId() != null) {
            processes
                    .table()
                    .find(event.execId())
                    .filter(process -> process.info().pid() == event.pid())
                    .ifPresent(process -> process.exited(event.exit()));
        } else if (event.pid() == life.now().pid()) {
            exited(event.exit());
        }
    }

    /** A phase that held back an exit, or a lost shim, is over. */
    void settle(@Nullable Exit heldBack) {
        if (heldBack != null) {
            exit.publish(heldBack);
        }
        if (life.now().shimLost()) {
            context.threads().execute(() -> context.removal().afterShimLoss(this));
        }
    }

    /** The exit is known from an earlier run, and was published. */
    void exitedBefore(Exit known) {
        exit.publishedBefore(known);
    }
}
