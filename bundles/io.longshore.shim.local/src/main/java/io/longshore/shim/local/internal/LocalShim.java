// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimTask;
import io.longshore.shim.local.internal.streams.ProcessStreams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One runtime's hold on a container: closing it leaves the container as it is. */
final class LocalShim implements Shim {
    private final LocalContainer container;
    private final BiConsumer<LocalContainer, Duration> end;
    private final Consumer<LocalShim> released;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final AwaitedExits awaited = new AwaitedExits();
    private volatile boolean letGo;

    /**
     * @param end ends a container within a time
     * @param released told when this is ended or closed here
     */
    LocalShim(LocalContainer container, BiConsumer<LocalContainer, Duration> end, Consumer<LocalShim> released) {
        this.container = container;
        this.end = end;
        this.released = released;
        var unused = container.end().lost().thenRun(() -> {
            if (!letGo) {
                lost.complete(null);
            }
            awaited.abandon();
        });
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public CompletionStage<Void> lost() {
        return lost.minimalCompletionStage();
    }

    private LocalContainer container() {
        if (letGo || container.end().lost().isDone()) {
            throw new UnavailableException("task " + container.launch().namespace() + "/"
                    + container.launch().id() + " is not driven from here any more");
        }
        return container;
    }

    @Override
    public long create(ShimTask task, Duration timeout) {
        return container().create(task.options(), timeout);
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout) {
        return container().start(execId, timeout);
    }

    @Override
    public ShimProcessState state(@Nullable ExecId execId, Duration timeout) {
        LocalProcess process = container().process(execId);
        Exit exit = process.ended();
        TaskState state;
        if (exit != null) {
            state = TaskState.STOPPED;
        } else if (process.isStarted()) {
            state = container.freezer().state().state();
        } else {
            state = TaskState.CREATED;
        }
        return new ShimProcessState(state, process.pid(), process.stdio(), exit);
    }

    @Override
    public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        if (execId != null && all) {
            throw new InvalidArgumentException("all processes are not one process: " + execId);
        }
        container().kill(execId, signal, all, timeout);
    }

    @Override
    public CompletionStage<Exit> exit(@Nullable ExecId execId) {
        return awaited.of(container().process(execId).exit());
    }

    @Override
    public void pause(Duration timeout) {
        container().freezer().pause(timeout);
    }

    @Override
    public void resume(Duration timeout) {
        container().freezer().resume(timeout);
    }

    @Override
    public void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout) {
        container().exec(execId, processSpec, stdio);
    }

    @Override
    public void deleteProcess(ExecId execId, Duration timeout) {
        container().end().deleteAdded(execId, timeout);
    }

    @Override
    public List<ProcessPid> pids(Duration timeout) {
        return container().commands().pids(timeout).stream()
                .map(pid -> new ProcessPid(pid, container.addedId(pid)))
                .toList();
    }

    @Override
    public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
        ProcessStreams streams = container().process(execId).streams();
        if (streams != null) {
            streams.resize(width, height);
        }
    }

    @Override
    public void closeStdin(@Nullable ExecId execId, Duration timeout) {
        ProcessStreams streams = container().process(execId).streams();
        if (streams != null) {
            streams.closeStdin();
        }
    }

    @Override
    public void update(LinuxResources resources, Duration timeout) {
        container().commands().update(resources.toJson(), timeout);
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
        container().commands().criu().checkpoint(image, options, timeout);
    }

    @Override
    public void delete(Duration timeout) {
        container().end().delete(timeout);
    }

    @Override
    public void end(Duration timeout) {
        close();
        end.accept(container, timeout);
    }

    @Override
    public void close() {
        letGo = true;
        awaited.abandon();
        released.accept(this);
    }
}
