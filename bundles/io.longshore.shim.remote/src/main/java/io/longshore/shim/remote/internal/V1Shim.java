// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimTask;
import io.longshore.api.shim.StartNote;
import io.longshore.posix.Posix;
import io.longshore.protos.shim.v1.CheckpointTaskRequest;
import io.longshore.protos.shim.v1.CloseIORequest;
import io.longshore.protos.shim.v1.CreateTaskRequest;
import io.longshore.protos.shim.v1.CreateTaskResponse;
import io.longshore.protos.shim.v1.DeleteProcessRequest;
import io.longshore.protos.shim.v1.DeleteResponse;
import io.longshore.protos.shim.v1.ExecProcessRequest;
import io.longshore.protos.shim.v1.KillRequest;
import io.longshore.protos.shim.v1.ListPidsRequest;
import io.longshore.protos.shim.v1.ListPidsResponse;
import io.longshore.protos.shim.v1.ResizePtyRequest;
import io.longshore.protos.shim.v1.StartRequest;
import io.longshore.protos.shim.v1.StartResponse;
import io.longshore.protos.shim.v1.StateRequest;
import io.longshore.protos.shim.v1.StateResponse;
import io.longshore.protos.shim.v1.UpdateTaskRequest;
import io.longshore.protos.shim.v1.WaitRequest;
import io.longshore.protos.shim.v1.WaitResponse;
import io.longshore.protos.types.ProcessInfo;
import io.longshore.ttrpc.TtrpcCall;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shim of the first generation, which drives one container. */
final class V1Shim implements Shim {
    private static final Logger LOG = LoggerFactory.getLogger(V1Shim.class);
    private static final String SERVICE = "containerd.runtime.linux.shim.v1.Shim";
    private static final String PROCESS_TYPE = "types.containerd.io/opencontainers/runtime-spec/1/Process";
    private static final Duration AT_ONCE = Duration.ofMillis(200);
    private static final String NAMESPACE = "containerd-namespace-ttrpc";

    private final ShimLaunch launch;
    private final Path socket;
    private final ShimProcess process;
    private final TtrpcClient client;
    private final Consumer<V1Shim> released;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private volatile boolean ended;
    private final AtomicBoolean letGo = new AtomicBoolean();
    private final Turns turns = new Turns();
    private final OutputFifos fifos;

    /** The start opens the streams: of what is restored from a checkpoint, so perhaps of what an earlier run has created. */
    private volatile boolean opensAtStart = true;

    /** @param released told when the shim is ended or closed here */
    V1Shim(
            ShimLaunch launch,
            Path socket,
            ShimProcess process,
            TtrpcClient client,
            Posix posix,
            Consumer<V1Shim> released) {
        this.launch = launch;
        this.socket = socket;
        this.process = process;
        this.client = client;
        this.fifos = new OutputFifos(posix);
        this.released = released;
        client.closed().thenRun(this::goneUnlessLetGo);
        process.ended().thenRun(this::goneUnlessLetGo);
    }

    private void goneUnlessLetGo() {
        if (letGo.compareAndSet(false, true)) {
            client.close();
            lost.complete(null);
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletionStage<Void> lost() {
        return lost.minimalCompletionStage();
    }

    @Override
    public long create(ShimTask task, Duration timeout) {
        CreateOptions options = task.options();
        Stdio stdio = V1Stdio.of(options.stdio());
        CreateTaskRequest.Builder request = CreateTaskRequest.newBuilder()
                .setId(task.id().value())
                .setBundle(task.bundle().toString())
                .setRuntime(task.runtime())
                .setTerminal(stdio.terminal())
                .setStdin(stdio.stdin())
                .setStdout(stdio.stdout())
                .setStderr(stdio.stderr())
                .setCheckpoint(options.checkpoint())
                .setOptions(V1Options.create(options.runc()));
        for (Mount mount : options.rootfs()) {
            request.addRootfs(io.longshore.protos.types.Mount.newBuilder()
                    .setType(mount.type())
                    .setSource(mount.source())
                    .addAllOptions(mount.options()));
        }
        opensAtStart = !options.checkpoint().isEmpty();
        return fifos.hold(
                stdio,
                () -> call("Create", request.build(), CreateTaskResponse.parser(), timeout)
                        .getPid());
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout) {
        return start(execId, timeout, () -> {});
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout, StartNote note) {
        return turns.take(
                what("Start"),
                timeout,
                left -> execId == null && !opensAtStart ? started(null, left, note) : opened(execId, left, note));
    }

    /** A start in which the shim opens the streams. */
    private long opened(@Nullable ExecId execId, Duration timeout, StartNote note) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Stdio streams = stdio(seen(execId, timeout));
        return fifos.hold(
                streams, () -> started(execId, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())), note));
    }

    private long started(@Nullable ExecId execId, Duration timeout, StartNote note) {
        StartRequest request = StartRequest.newBuilder().setId(id(execId)).build();
        note.leaves();
        try {
            return Integer.toUnsignedLong(client.call(prepare("Start", request, StartResponse.parser()), timeout)
                    .getPid());
        } catch (TtrpcException e) {
            if (e.kind() == TtrpcException.Kind.REFUSED) {
                note.stays();
            }
            throw WireErrors.translate(what("Start"), e);
        }
    }

    @Override
    public ShimProcessState state(@Nullable ExecId execId, Duration timeout) {
        StateResponse answer = seen(execId, timeout);
        TaskState state = switch (answer.getStatus()) {
            case CREATED -> TaskState.CREATED;
            case RUNNING -> TaskState.RUNNING;
            case STOPPED -> TaskState.STOPPED;
            case PAUSED -> TaskState.PAUSED;
            case PAUSING -> TaskState.PAUSING;
            case UNKNOWN, UNRECOGNIZED -> TaskState.UNKNOWN;
        };
        Exit exit = state == TaskState.STOPPED ? exited(answer.getExitStatus(), answer.getExitedAt()) : null;
        if (state == TaskState.CREATED && execId != null) {
            exit = failedStart(execId);
        }
        return new ShimProcessState(
                exit == null ? state : TaskState.STOPPED, Integer.toUnsignedLong(answer.getPid()), stdio(answer), exit);
    }

    private StateResponse seen(@Nullable ExecId execId, Duration timeout) {
        StateRequest request = StateRequest.newBuilder().setId(id(execId)).build();
        return call("State", request, StateResponse.parser(), timeout);
    }

    private static Stdio stdio(StateResponse answer) {
        return new Stdio(answer.getStdin(), answer.getStdout(), answer.getStderr(), answer.getTerminal());
    }

    /**
     * Whether an added process was tried to be started before, and could not be. A shim calls that "created" still, but
     * answers the wait for its exit at once; and it breaks down, with the container, when such a process is started again.
     */
    private @Nullable Exit failedStart(ExecId execId) {
        WaitRequest request = WaitRequest.newBuilder().setId(id(execId)).build();
        try {
            WaitResponse answer = client.call(prepare("Wait", request, WaitResponse.parser()), AT_ONCE);
            return exited(answer.getExitStatus(), answer.getExitedAt());
        } catch (TtrpcException e) {
            LOG.trace("namespace={} id={} exec={}: not started yet", launch.namespace(), launch.id(), execId, e);
            return null;
        }
    }

    @Override
    public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        tell(
                "Kill",
                KillRequest.newBuilder()
                        .setId(id(execId))
                        .setSignal(signal.number())
                        .setAll(all)
                        .build(),
                timeout);
    }

    @Override
    public CompletionStage<Exit> exit(@Nullable ExecId execId) {
        WaitRequest request = WaitRequest.newBuilder().setId(id(execId)).build();
        return client.callAsync(prepare("Wait", request, WaitResponse.parser())).handle((answer, failure) -> {
            if (answer == null) {
                throw translate("Wait", failure);
            }
            return exited(answer.getExitStatus(), answer.getExitedAt());
        });
    }

    @Override
    public void pause(Duration timeout) {
        tell("Pause", Empty.getDefaultInstance(), timeout);
    }

    @Override
    public void resume(Duration timeout) {
        tell("Resume", Empty.getDefaultInstance(), timeout);
    }

    @Override
    public void exec(ExecId execId, String processSpec, Stdio wanted, Duration timeout) {
        Stdio stdio = V1Stdio.of(wanted);
        tell(
                "Exec",
                ExecProcessRequest.newBuilder()
                        .setId(execId.value())
                        .setTerminal(stdio.terminal())
                        .setStdin(stdio.stdin())
                        .setStdout(stdio.stdout())
                        .setStderr(stdio.stderr())
                        .setSpec(V1Options.json(PROCESS_TYPE, processSpec))
                        .build(),
                timeout);
    }

    @Override
    public void deleteProcess(ExecId execId, Duration timeout) {
        DeleteProcessRequest request =
                DeleteProcessRequest.newBuilder().setId(execId.value()).build();
        DeleteResponse deleted = call("DeleteProcess", request, DeleteResponse.parser(), timeout);
        LOG.debug("namespace={} id={} exec={}: deleted {}", launch.namespace(), launch.id(), execId, deleted.getPid());
    }

    @Override
    public List<ProcessPid> pids(Duration timeout) {
        ListPidsRequest request =
                ListPidsRequest.newBuilder().setId(launch.id().value()).build();
        return call("ListPids", request, ListPidsResponse.parser(), timeout).getProcessesList().stream()
                .map(this::pid)
                .toList();
    }

    /** The shim names its own processes; the first one by the container's id. */
    private ProcessPid pid(ProcessInfo process) {
        String name = V1Options.execId(process.getInfo());
        boolean added = !name.isEmpty() && !name.equals(launch.id().value());
        return new ProcessPid(Integer.toUnsignedLong(process.getPid()), added ? new ExecId(name) : null);
    }

    @Override
    public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
        tell(
                "ResizePty",
                ResizePtyRequest.newBuilder()
                        .setId(id(execId))
                        .setWidth(width)
                        .setHeight(height)
                        .build(),
                timeout);
    }

    @Override
    public void closeStdin(@Nullable ExecId execId, Duration timeout) {
        tell(
                "CloseIO",
                CloseIORequest.newBuilder().setId(id(execId)).setStdin(true).build(),
                timeout);
    }

    @Override
    public void update(LinuxResources resources, Duration timeout) {
        tell(
                "Update",
                UpdateTaskRequest.newBuilder()
                        .setResources(V1Options.json(LinuxResources.TYPE_URL, resources.toJson()))
                        .build(),
                timeout);
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
        tell(
                "Checkpoint",
                CheckpointTaskRequest.newBuilder()
                        .setPath(image.toString())
                        .setOptions(V1Options.checkpoint(image, options))
                        .build(),
                timeout);
    }

    @Override
    public void delete(Duration timeout) {
        // the answer's status is not used: for a process that the shim has not reaped yet it is 0
        DeleteResponse deleted = call("Delete", Empty.getDefaultInstance(), DeleteResponse.parser(), timeout);
        LOG.debug("namespace={} id={} pid={}: container deleted", launch.namespace(), launch.id(), deleted.getPid());
    }

    @Override
    public void end(Duration timeout) {
        letGo();
        if (!ended) {
            process.end(timeout);
            process.close();
            ended = true;
        }
        ShimSockets.remove(socket);
    }

    @Override
    public void close() {
        letGo();
        process.close();
    }

    /** From here on its end is nobody's surprise. */
    private void letGo() {
        letGo.set(true);
        client.close();
        released.accept(this);
    }

    private String id(@Nullable ExecId execId) {
        return execId == null ? launch.id().value() : execId.value();
    }

    /** A call whose answer says nothing but that it was done. */
    private void tell(String method, MessageLite request, Duration timeout) {
        Empty done = call(method, request, Empty.parser(), timeout);
        LOG.debug("namespace={} id={}: {} done {}", launch.namespace(), launch.id(), method, done);
    }

    private <T> T call(String method, MessageLite request, Parser<T> parser, Duration timeout) {
        try {
            return client.call(prepare(method, request, parser), timeout);
        } catch (TtrpcException e) {
            throw WireErrors.translate(what(method), e);
        }
    }

    private <T> TtrpcCall<T> prepare(String method, MessageLite request, Parser<T> parser) {
        return TtrpcCall.of(SERVICE, method, request, parser)
                .withMetadata(NAMESPACE, launch.namespace().name());
    }

    private RuntimeException translate(String method, Throwable failure) {
        return failure instanceof TtrpcException known
                ? WireErrors.translate(what(method), known)
                : new IllegalStateException(what(method), failure);
    }

    private String what(String method) {
        ContainerId id = launch.id();
        return "task " + launch.namespace() + "/" + id + ": " + method.toLowerCase(Locale.ROOT);
    }

    private static Exit exited(int status, Timestamp at) {
        if (at.getSeconds() <= 0) {
            // the shim's zero: it saw no end, and its status 0 is not one either
            return new Exit(null, Instant.now(), Exit.Cause.UNOBSERVED, "it could not be started");
        }
        return Exit.exited(status, Instant.ofEpochSecond(at.getSeconds(), at.getNanos()));
    }
}
