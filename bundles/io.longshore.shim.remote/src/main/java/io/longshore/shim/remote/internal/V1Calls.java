// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Empty;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimTask;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of the first generation, whose shims drive one container each: so most requests do not name it. */
final class V1Calls implements TaskCalls {
    static final String SERVICE = "containerd.runtime.linux.shim.v1.Shim";

    private static final Logger LOG = LoggerFactory.getLogger(V1Calls.class);

    private final ContainerId container;
    private final ShimCaller caller;

    V1Calls(ContainerId container, ShimCaller caller) {
        this.container = container;
        this.caller = caller;
    }

    private String id(@Nullable ExecId execId) {
        return execId == null ? container.value() : execId.value();
    }

    @Override
    public long create(ShimTask task, Stdio stdio, Duration timeout) {
        CreateTaskRequest.Builder request = CreateTaskRequest.newBuilder()
                .setId(task.id().value())
                .setBundle(task.bundle().toString())
                .setRuntime(task.runtime())
                .setTerminal(stdio.terminal())
                .setStdin(stdio.stdin())
                .setStdout(stdio.stdout())
                .setStderr(stdio.stderr())
                .setCheckpoint(task.options().checkpoint())
                .setOptions(V1Options.create(task.options().runc()));
        task.options().rootfs().forEach(mount -> request.addRootfs(Payloads.mount(mount)));
        return Integer.toUnsignedLong(caller.call("Create", request.build(), CreateTaskResponse.parser(), timeout)
                .getPid());
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout, Runnable refused) {
        StartRequest request = StartRequest.newBuilder().setId(id(execId)).build();
        return Integer.toUnsignedLong(caller.call("Start", request, StartResponse.parser(), timeout, refused)
                .getPid());
    }

    @Override
    public ShimAnswer state(@Nullable ExecId execId, Duration timeout) {
        StateRequest request = StateRequest.newBuilder().setId(id(execId)).build();
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
        return caller.callAsync("Wait", wait(execId), WaitResponse.parser()).thenApply(V1Calls::exit);
    }

    private WaitRequest wait(@Nullable ExecId execId) {
        return WaitRequest.newBuilder().setId(id(execId)).build();
    }

    private static ShimExit exit(WaitResponse answer) {
        return new ShimExit(answer.getExitStatus(), answer.getExitedAt());
    }

    @Override
    public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        KillRequest.Builder request = KillRequest.newBuilder()
                .setId(id(execId))
                .setSignal(signal.number())
                .setAll(all);
        caller.tell("Kill", request.build(), timeout);
    }

    @Override
    public void pause(Duration timeout) {
        caller.tell("Pause", Empty.getDefaultInstance(), timeout);
    }

    @Override
    public void resume(Duration timeout) {
        caller.tell("Resume", Empty.getDefaultInstance(), timeout);
    }

    @Override
    public void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout) {
        ExecProcessRequest.Builder request = ExecProcessRequest.newBuilder()
                .setId(execId.value())
                .setTerminal(stdio.terminal())
                .setStdin(stdio.stdin())
                .setStdout(stdio.stdout())
                .setStderr(stdio.stderr())
                .setSpec(Payloads.process(processSpec));
        caller.tell("Exec", request.build(), timeout);
    }

    @Override
    public void deleteProcess(ExecId execId, Duration timeout) {
        DeleteProcessRequest request =
                DeleteProcessRequest.newBuilder().setId(execId.value()).build();
        DeleteResponse deleted = caller.call("DeleteProcess", request, DeleteResponse.parser(), timeout);
        LOG.debug("id={} exec={}: deleted {}", container, execId, deleted.getPid());
    }

    @Override
    public List<ProcessPid> pids(Duration timeout) {
        ListPidsRequest request =
                ListPidsRequest.newBuilder().setId(container.value()).build();
        return caller.call("ListPids", request, ListPidsResponse.parser(), timeout).getProcessesList().stream()
                .map(process -> Payloads.processPid(process, container))
                .toList();
    }

    @Override
    public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
        ResizePtyRequest.Builder request =
                ResizePtyRequest.newBuilder().setId(id(execId)).setWidth(width).setHeight(height);
        caller.tell("ResizePty", request.build(), timeout);
    }

    @Override
    public void closeStdin(@Nullable ExecId execId, Duration timeout) {
        CloseIORequest request =
                CloseIORequest.newBuilder().setId(id(execId)).setStdin(true).build();
        caller.tell("CloseIO", request, timeout);
    }

    @Override
    public void update(LinuxResources resources, Duration timeout) {
        UpdateTaskRequest request = UpdateTaskRequest.newBuilder()
                .setResources(Payloads.resources(resources))
                .build();
        caller.tell("Update", request, timeout);
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
        CheckpointTaskRequest request = CheckpointTaskRequest.newBuilder()
                .setPath(image.toString())
                .setOptions(V1Options.checkpoint(image, options))
                .build();
        caller.tell("Checkpoint", request, timeout);
    }

    /** Of a container that it has deleted before it says the same as of one that was never created; not if it is asked how it is. */
    @Override
    public void delete(Duration timeout) {
        try {
            deleteOnce(timeout);
        } catch (FailedPreconditionException e) {
            try {
                state(null, timeout);
            } catch (NotFoundException gone) {
                gone.addSuppressed(e);
                throw gone;
            } catch (LongshoreException unknown) {
                // what the shim has refused is what to tell
                e.addSuppressed(unknown);
            }
            throw e;
        }
    }

    private void deleteOnce(Duration timeout) {
        // the answer's status is not used: for a process that the shim has not reaped yet it is 0
        DeleteResponse deleted = caller.call("Delete", Empty.getDefaultInstance(), DeleteResponse.parser(), timeout);
        LOG.debug("id={} pid={}: container deleted", container, deleted.getPid());
    }
}
