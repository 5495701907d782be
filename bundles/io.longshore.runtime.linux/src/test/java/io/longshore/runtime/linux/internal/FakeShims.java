// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimProvider;
import io.longshore.api.shim.ShimTask;
import io.longshore.api.shim.StartNote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shims without processes: each call can be made to fail, or to do something first. */
final class FakeShims implements ShimProvider, ShimDriver {
    /** More than the kernel gives to any process, as what runs in the cgroup of a task that is removed is killed. */
    static final long PID = (1 << 22) + 4242;

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    long pid = PID;
    long execPid = PID + 1;

    /** What the shim says when it is asked, though it has told nothing. */
    @Nullable
    Exit untold;

    final Map<String, Runnable> before = new HashMap<>();
    CompletableFuture<Exit> exit = new CompletableFuture<>();
    CompletableFuture<Void> lost = new CompletableFuture<>();
    TaskState state = TaskState.CREATED;
    TaskState execState = TaskState.RUNNING;
    final Map<ExecId, CompletableFuture<Exit>> execExits = new ConcurrentHashMap<>();
    volatile boolean alive;

    /** Starts are refused before they are sent. */
    volatile boolean full;

    /** What the shim says the container uses; empty for one that cannot. */
    volatile Optional<TaskStats> stats = Optional.empty();

    volatile boolean tellsOutOfMemory = true;

    /** Which tasks the shims were launched for. */
    final List<ShimLaunch> launches = Collections.synchronizedList(new ArrayList<>());

    final Map<ExecId, Exit> execPublished = new HashMap<>();
    Optional<Exit> published = Optional.empty();
    ShimEventSink sink = event -> {};

    /** Whom a call is about. */
    Consumer<ShimLaunch> connecting = launch -> {};

    Consumer<ShimLaunch> reclaiming = launch -> {};

    /** Who has looked at the disk for a program. */
    final Set<Thread> lookers = ConcurrentHashMap.newKeySet();

    void failing(String call, RuntimeException failure) {
        before.put(call, () -> {
            throw failure;
        });
    }

    private void called(String call) {
        calls.add(call);
        before.getOrDefault(call, () -> {}).run();
    }

    @Override
    public String kind() {
        return "fake";
    }

    @Override
    public boolean serves(String runtimeName) {
        return !runtimeName.equals(RuntimeInfo.RUNC_V2);
    }

    @Override
    public Optional<Path> findProgram(String runtimeName, String configured) {
        lookers.add(Thread.currentThread());
        return Optional.of(Path.of(configured)).filter(Files::isExecutable);
    }

    @Override
    public ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events) {
        sink = events;
        return this;
    }

    @Override
    public Shim start(ShimLaunch launch, Duration timeout) {
        called("launch");
        launches.add(launch);
        alive = true;
        return new FakeShim();
    }

    @Override
    public Shim connect(ShimLaunch launch, Duration timeout) {
        called("connect");
        connecting.accept(launch);
        if (!alive) {
            throw new NotFoundException("no shim");
        }
        return new FakeShim();
    }

    @Override
    public boolean tellsOutOfMemory(ShimLaunch launch) {
        return tellsOutOfMemory;
    }

    @Override
    public Optional<Exit> publishedExit(ShimLaunch launch, long pid) {
        return published;
    }

    @Override
    public Optional<Exit> publishedExit(ShimLaunch launch, ExecId execId, long execPid) {
        return execPid == this.execPid ? Optional.ofNullable(execPublished.get(execId)) : Optional.empty();
    }

    @Override
    public Optional<TaskEvent.Exited> publishedExit(ShimLaunch launch, ExecId execId, Instant since) {
        return Optional.ofNullable(execPublished.get(execId))
                .filter(exit -> !exit.at().isBefore(since))
                .map(exit -> new TaskEvent.Exited(launch.namespace(), launch.id(), execId, execPid, exit));
    }

    @Override
    public void reclaim(ShimLaunch launch, Duration timeout) {
        called("reclaim");
        alive = false;
        reclaiming.accept(launch);
    }

    @Override
    public void deliverEvents() {
        called("deliverEvents");
    }

    @Override
    public void close() {
        called("close");
    }

    private final class FakeShim implements Shim {
        @Override
        public long pid() {
            return 1;
        }

        @Override
        public CompletionStage<Void> lost() {
            return lost;
        }

        @Override
        public long create(ShimTask task, Duration timeout) {
            called("create");
            return pid;
        }

        @Override
        public long start(@Nullable ExecId execId, Duration timeout) {
            called(execId == null ? "start" : "start " + execId);
            if (execId != null) {
                return execPid;
            }
            state = TaskState.RUNNING;
            return pid;
        }

        @Override
        public long start(@Nullable ExecId execId, Duration timeout, StartNote note) {
            before.getOrDefault("turn", () -> {}).run();
            note.leaves();
            if (full) {
                note.stays();
                throw new UnavailableException("not sent: too many calls are in flight");
            }
            return start(execId, timeout);
        }

        @Override
        public ShimProcessState state(@Nullable ExecId execId, Duration timeout) {
            called("state");
            if (execId != null) {
                Exit ended = execExits
                        .computeIfAbsent(execId, id -> new CompletableFuture<>())
                        .getNow(untold);
                return new ShimProcessState(
                        ended == null ? execState : TaskState.STOPPED,
                        execState == TaskState.CREATED ? 0 : execPid,
                        Stdio.NULL,
                        ended);
            }
            return new ShimProcessState(state, pid, Stdio.NULL, exit.getNow(untold));
        }

        @Override
        public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
            called("kill");
        }

        @Override
        public CompletionStage<Exit> exit(@Nullable ExecId execId) {
            return execId == null ? exit : execExits.computeIfAbsent(execId, id -> new CompletableFuture<>());
        }

        @Override
        public void pause(Duration timeout) {
            called("pause");
        }

        @Override
        public void resume(Duration timeout) {
            called("resume");
        }

        @Override
        public void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout) {
            called("exec " + execId);
        }

        @Override
        public void deleteProcess(ExecId execId, Duration timeout) {
            called("deleteProcess " + execId);
        }

        @Override
        public List<ProcessPid> pids(Duration timeout) {
            called("pids");
            return List.of(new ProcessPid(pid, null));
        }

        @Override
        public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
            called("resizePty");
        }

        @Override
        public void closeStdin(@Nullable ExecId execId, Duration timeout) {
            called("closeStdin");
        }

        @Override
        public void update(LinuxResources resources, Duration timeout) {
            called("update");
        }

        @Override
        public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
            called("checkpoint");
        }

        @Override
        public Optional<TaskStats> stats(Duration timeout) {
            called("stats");
            return stats;
        }

        @Override
        public void delete(Duration timeout) {
            called("delete");
        }

        @Override
        public void end(Duration timeout) {
            called("end");
            alive = false;
        }

        @Override
        public void close() {
            called("disconnect");
        }
    }
}
