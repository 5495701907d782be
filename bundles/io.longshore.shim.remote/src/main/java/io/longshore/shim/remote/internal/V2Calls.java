// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import io.longshore.api.ExecId;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskStats;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.protos.shim.v2.CheckpointTaskRequest;
import io.longshore.protos.shim.v2.CloseIORequest;
import io.longshore.protos.shim.v2.ConnectRequest;
import io.longshore.protos.shim.v2.ConnectResponse;
import io.longshore.protos.shim.v2.CreateTaskRequest;
import io.longshore.protos.shim.v2.CreateTaskResponse;
import io.longshore.protos.shim.v2.DeleteRequest;
import io.longshore.protos.shim.v2.DeleteResponse;
import io.longshore.protos.shim.v2.ExecProcessRequest;
import io.longshore.protos.shim.v2.KillRequest;
import io.longshore.protos.shim.v2.PauseRequest;
import io.longshore.protos.shim.v2.PidsRequest;
import io.longshore.protos.shim.v2.PidsResponse;
import io.longshore.protos.shim.v2.ResizePtyRequest;
import io.longshore.protos.shim.v2.ResumeRequest;
import io.longshore.protos.shim.v2.ShutdownRequest;
import io.longshore.protos.shim.v2.StartRequest;
import io.longshore.protos.shim.v2.StartResponse;
import io.longshore.protos.shim.v2.StateRequest;
import io.longshore.protos.shim.v2.StateResponse;
import io.longshore.protos.shim.v2.StatsRequest;
import io.longshore.protos.shim.v2.StatsResponse;
import io.longshore.protos.shim.v2.UpdateTaskRequest;
import io.longshore.protos.shim.v2.WaitRequest;
import io.longshore.protos.shim.v2.WaitResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of the second generation, whose shims may drive many containers. Versions 2 and 3 have the same messages. */
final class V2Calls implements TaskCalls {
    private static final Logger LOG = LoggerFactory.getLogger(V2Calls.class);

    private final ShimLaunch launch;
    private final String id;
    private final ShimCaller caller;

    V2Calls(ShimLaunch launch, ShimCaller caller) {
        this.launch = launch;
        this.id = launch.id().value();
        this.caller = caller;
    }

    static String service(int version) {
        return "containerd.task.v" + version + ".Task";
    }

    private static String name(@Nullable ExecId execId) {
        return execId == null ? "" : execId.value();
    }

    /** The shim's pid. */
    int connect(Duration timeout) {
        ConnectRequest request = ConnectRequest.newBuilder().setId(id).build();
        return caller.call("Connect", request, ConnectResponse.parser(), timeout)
                .getShimPid();
    }

    /** Asks the shim to end, which it does unless it drives a container. */
    void shutdown(Duration timeout) {
        caller.tell("Shutdown", ShutdownRequest.newBuilder().setId(id).build(), timeout);
    }

    @Override
    public long create(ShimTask task, Stdio stdio, Duration timeout) {
        CreateTaskRequest.Builder request = CreateTaskRequest.newBuilder()
                .setId(id)
                .setBundle(task.bundle().toString())
                .setTerminal(stdio.terminal())
                .setStdin(stdio.stdin())
                .setStdout(stdio.stdout())
                .setStderr(stdio.stderr())
                .setCheckpoint(task.options().checkpoint());
        Any options = V2Options.create(launch, task.options().runc());
        if (!options.getTypeUrl().isEmpty()) {
            request.setOptions(options);
        }
        task.options().rootfs().forEach(mount -> request.addRootfs(Payloads.mount(mount)));
        return Integer.toUnsignedLong(caller.call("Create", request.build(), CreateTaskResponse.parser(), timeout)
                .getPid());
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout, Runnable refused) {
        StartRequest request =
                StartRequest.newBuilder().setId(id).setExecId(name(execId)).build();
        return Integer.toUnsignedLong(caller.call("Start", request, StartResponse.parser(), timeout, refused)
                .getPid());
    }

    @Override
    public ShimAnswer state(@Nullable ExecId execId, Duration timeout) {
        StateRequest request =
                StateRequest.newBuilder().setId(id).setExecId(name(execId)).build();
        StateResponse answer = caller.call("State", request, StateResponse.parser(), timeout);
        return new ShimAnswer(
                answer.getStatus(),
                Integer.toUnsignedLong(answer.getPid()),
                new Stdio(answer.getStdin(), answer.getStdout(), answer.getStderr(), answer.getTerminal()),
                new ShimExit(answer.getExitStatus(), answer.getExitedAt()));
    }

    @Override
    public ShimExit exit(@Nullable ExecId execId, Duration timeout) {
        return exit(caller.call("Wait", wait(execId), WaitResponse.parser(), timeout));
    }

    @Override
    public CompletionStage<ShimExit> exit(@Nullable ExecId execId) {
        return caller.callAsync("Wait", wait(execId), WaitResponse.parser()).thenApply(V2Calls::exit);
    }

    private WaitRequest wait(@Nullable ExecId execId) {
        return WaitRequest.newBuilder().setId(id).setExecId(name(execId)).build();
    }

    private static ShimExit exit(WaitResponse answer) {
        return new ShimExit(answer.getExitStatus(), answer.getExitedAt());
    }

    @Override
    public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        KillRequest.Builder request = KillRequest.newBuilder()
                .setId(id)
                .setExecId(name(execId))
                .setSignal(signal.number())
                .setAll(all);
        caller.tell("Kill", request.build(), timeout);
    }

    @Override
    public void pause(Duration timeout) {
        caller.tell("Pause", PauseRequest.newBuilder().setId(id).build(), timeout);
    }

    @Override
    public void resume(Duration timeout) {
        caller.tell("Resume", ResumeRequest.newBuilder().setId(id).build(), timeout);
    }

    @Override
    public void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout) {
        ExecProcessRequest.Builder request = ExecProcessRequest.newBuilder()
                .setId(id)
                .setExecId(execId.value())
                .setTerminal(stdio.terminal())
                .setStdin(stdio.stdin())
                .setStdout(stdio.stdout())
                .setStderr(stdio.stderr())
                .setSpec(Payloads.process(processSpec));
        caller.tell("Exec", request.build(), timeout);
    }

    @Override
    public void deleteProcess(ExecId execId, Duration timeout) {
        DeleteRequest request =
                DeleteRequest.newBuilder().setId(id).setExecId(execId.value()).build();
        DeleteResponse deleted = caller.call("Delete", request, DeleteResponse.parser(), timeout);
        LOG.debug("id={} exec={}: deleted {}", id, execId, deleted.getPid());
    }

    @Override
    public List<ProcessPid> pids(Duration timeout) {
        PidsRequest request = PidsRequest.newBuilder().setId(id).build();
        return caller.call("Pids", request, PidsResponse.parser(), timeout).getProcessesList().stream()
                .map(process -> Payloads.processPid(process, launch.id()))
                .toList();
    }

    @Override
    public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
        ResizePtyRequest.Builder request = ResizePtyRequest.newBuilder()
                .setId(id)
                .setExecId(name(execId))
                .setWidth(width)
                .setHeight(height);
        caller.tell("ResizePty", request.build(), timeout);
    }

    @Override
    public void closeStdin(@Nullable ExecId execId, Duration timeout) {
        CloseIORequest.Builder request =
                CloseIORequest.newBuilder().setId(id).setExecId(name(execId)).setStdin(true);
        caller.tell("CloseIO", request.build(), timeout);
    }

    @Override
    public void update(LinuxResources resources, Duration timeout) {
        UpdateTaskRequest.Builder request =
                UpdateTaskRequest.newBuilder().setId(id).setResources(Payloads.resources(resources));
        caller.tell("Update", request.build(), timeout);
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
        CheckpointTaskRequest.Builder request =
                CheckpointTaskRequest.newBuilder().setId(id).setPath(image.toString());
        if (V2Program.drivesRunc(launch.shimBinary())) {
            request.setOptions(V2Options.checkpoint(image, options));
        }
        caller.tell("Checkpoint", request.build(), timeout);
    }

    @Override
    public Optional<TaskStats> stats(Duration timeout) {
        StatsRequest request = StatsRequest.newBuilder().setId(id).build();
        StatsResponse answer = caller.call("Stats", request, StatsResponse.parser(), timeout);
        return V2Stats.decode(answer.getStats(), Instant.now());
    }

    @Override
    public void delete(Duration timeout) {
        // the answer's status is not used: for a process that the shim has not reaped yet it is 0
        DeleteRequest request = DeleteRequest.newBuilder().setId(id).build();
        DeleteResponse deleted = caller.call("Delete", request, DeleteResponse.parser(), timeout);
        LOG.debug("id={} pid={}: container deleted", id, deleted.getPid());
    }
}
