// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimTask;
import io.longshore.api.shim.StartNote;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One task of a shim that is a process of its own, of whichever generation: what both have in common beside the calls. */
final class RemoteShim implements Shim {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteShim.class);
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private final ShimLaunch launch;
    private final ShimContact contact;
    private final TaskCalls calls;
    private final Turns turns;
    private final OutputFifos fifos;
    private final ShimEnding ending;
    private final Consumer<RemoteShim> released;

    /** The start opens the streams: of what is restored from a checkpoint, so perhaps of what an earlier run has created. */
    private volatile boolean opensAtStart = true;

    /**
     * @param turns of the shim's process
     * @param released told when the shim is ended or closed here
     */
    RemoteShim(
            ShimLaunch launch,
            ShimContact contact,
            TaskCalls calls,
            Turns turns,
            Posix posix,
            ShimEnding ending,
            Consumer<RemoteShim> released) {
        this.launch = launch;
        this.contact = contact;
        this.calls = calls;
        this.turns = turns;
        this.fifos = new OutputFifos(posix);
        this.ending = ending;
        this.released = released;
    }

    @Override
    public long pid() {
        return contact.process().pid();
    }

    @Override
    public CompletionStage<Void> lost() {
        return contact.lost();
    }

    @Override
    public long create(ShimTask task, Duration timeout) {
        CreateOptions options = task.options();
        Stdio stdio = ShimStdio.of(options.stdio());
        opensAtStart = !options.checkpoint().isEmpty();
        return fifos.hold(stdio, () -> calls.create(task, stdio, timeout));
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout) {
        return start(execId, timeout, () -> {});
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout, StartNote note) {
        return turns.take(
                "task " + launch.namespace() + "/" + launch.id() + ": start",
                timeout,
                left -> execId == null && !opensAtStart ? started(null, left, note) : opened(execId, left, note));
    }

    /** A start in which the shim opens the streams. */
    private long opened(@Nullable ExecId execId, Duration timeout, StartNote note) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Stdio streams = calls.state(execId, timeout).stdio();
        return fifos.hold(
                streams, () -> started(execId, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())), note));
    }

    private long started(@Nullable ExecId execId, Duration timeout, StartNote note) {
        note.leaves();
        return calls.start(execId, timeout, note::stays);
    }

    @Override
    public ShimProcessState state(@Nullable ExecId execId, Duration timeout) {
        ShimAnswer answer = calls.state(execId, timeout);
        TaskState state = execId == null ? answer.state() : answer.stateOfAdded();
        Exit exit = state == TaskState.STOPPED ? answer.exit().toExit() : null;
        if (state == TaskState.CREATED && execId != null) {
            exit = failedStart(execId);
        }
        return new ShimProcessState(exit == null ? state : TaskState.STOPPED, answer.pid(), answer.stdio(), exit);
    }

    /**
     * Whether an added process was tried to be started before, and could not be. A shim calls that "created" still, but
     * answers the wait for its exit at once; and it breaks down, with the container, when such a process is started again.
     */
    private @Nullable Exit failedStart(ExecId execId) {
        try {
            return calls.exit(execId, AT_ONCE).toExit();
        } catch (LongshoreException e) {
            LOG.trace("namespace={} id={} exec={}: not started yet", launch.namespace(), launch.id(), execId, e);
            return null;
        }
    }

    @Override
    public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        calls.kill(execId, signal, all, timeout);
    }

    @Override
    public CompletionStage<Exit> exit(@Nullable ExecId execId) {
        return calls.exit(execId).thenApply(ShimExit::toExit);
    }

    @Override
    public void pause(Duration timeout) {
        calls.pause(timeout);
    }

    @Override
    public void resume(Duration timeout) {
        calls.resume(timeout);
    }

    @Override
    public void exec(ExecId execId, String processSpec, Stdio wanted, Duration timeout) {
        calls.exec(execId, processSpec, ShimStdio.of(wanted), timeout);
    }

    @Override
    public void deleteProcess(ExecId execId, Duration timeout) {
        calls.deleteProcess(execId, timeout);
    }

    @Override
    public List<ProcessPid> pids(Duration timeout) {
        return calls.pids(timeout);
    }

    @Override
    public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
        calls.resizePty(execId, width, height, timeout);
    }

    @Override
    public void closeStdin(@Nullable ExecId execId, Duration timeout) {
        calls.closeStdin(execId, timeout);
    }

    @Override
    public void update(LinuxResources resources, Duration timeout) {
        calls.update(resources, timeout);
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
        calls.checkpoint(image, options, timeout);
    }

    @Override
    public Optional<TaskStats> stats(Duration timeout) {
        return calls.stats(timeout);
    }

    @Override
    public void delete(Duration timeout) {
        calls.delete(timeout);
    }

    @Override
    public void end(Duration timeout) {
        contact.expectEnd();
        released.accept(this);
        ending.end(timeout);
    }

    @Override
    public void close() {
        contact.close();
        released.accept(this);
    }
}
