// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.containerd;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.longshore.api.TypedPayload;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.benchmarks.containerd.wire.ContainerName;
import io.longshore.benchmarks.containerd.wire.ContainerRecord;
import io.longshore.benchmarks.containerd.wire.Envelope;
import io.longshore.benchmarks.containerd.wire.ExitedProcess;
import io.longshore.benchmarks.containerd.wire.KillProcess;
import io.longshore.benchmarks.containerd.wire.NewProcess;
import io.longshore.benchmarks.containerd.wire.NewTask;
import io.longshore.benchmarks.containerd.wire.OneContainer;
import io.longshore.benchmarks.containerd.wire.ProcessName;
import io.longshore.benchmarks.containerd.wire.ProcessState;
import io.longshore.benchmarks.containerd.wire.Subscription;
import io.longshore.protos.runc.v2.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls of containerd's services, each with a deadline; a failure is gRPC's StatusRuntimeException. Thread-safe. */
public final class ContainerdClient {
    private static final long SECONDS = 30;
    private static final String PROCESS_TYPE = "types.containerd.io/opencontainers/runtime-spec/1/Process";
    private static final String V2_OPTIONS_TYPE = "containerd.runc.v1.Options";

    private final Channel channel;
    private final Path runcRoot;

    ContainerdClient(Channel channel, Path runcRoot) {
        this.channel = channel;
        this.runcRoot = runcRoot;
    }

    public void createContainer(String id, String runtime, OciSpec spec) {
        TypedPayload payload = spec.toPayload();
        ContainerRecord.Runtime.Builder kind =
                ContainerRecord.Runtime.newBuilder().setName(runtime);
        if (!runtime.equals(RuntimeInfo.LINUX_V1)) {
            // of version 1 this is in the daemon's configuration
            kind.setOptions(any(
                    V2_OPTIONS_TYPE,
                    Options.newBuilder().setRoot(runcRoot.toString()).build().toByteString()));
        }
        call(
                Methods.CREATE_CONTAINER,
                OneContainer.newBuilder()
                        .setContainer(ContainerRecord.newBuilder()
                                .setId(id)
                                .setRuntime(kind)
                                .setSpec(any(payload.typeUrl(), ByteString.copyFromUtf8(payload.text()))))
                        .build());
    }

    public void deleteContainer(String id) {
        call(Methods.DELETE_CONTAINER, ContainerName.newBuilder().setId(id).build());
    }

    /** Returns the pid of its first process. */
    public long createTask(String id) {
        return Integer.toUnsignedLong(
                call(Methods.CREATE, NewTask.newBuilder().setContainerId(id).build())
                        .getPid());
    }

    public void start(String id, String execId) {
        call(Methods.START, process(id, execId));
    }

    /** Completes when containerd tells that the process has ended. */
    public ListenableFuture<ExitedProcess> exit(String id, String execId) {
        // open as long as the process runs
        return ClientCalls.futureUnaryCall(channel.newCall(Methods.WAIT, CallOptions.DEFAULT), process(id, execId));
    }

    /** @throws IOException if it does not end within half a minute, or containerd cannot tell */
    static void await(ListenableFuture<ExitedProcess> exit) throws IOException {
        try {
            Uninterruptibles.getUninterruptibly(exit, SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("containerd tells no exit", e);
        }
    }

    public void delete(String id) {
        call(Methods.DELETE, process(id, ""));
    }

    public void deleteProcess(String id, String execId) {
        call(Methods.DELETE_PROCESS, process(id, execId));
    }

    public ProcessState get(String id) {
        return call(Methods.GET, process(id, "")).getProcess();
    }

    public List<ProcessState> list() {
        return call(Methods.LIST, Empty.getDefaultInstance()).getTasksList();
    }

    public void kill(String id, int signal) {
        call(
                Methods.KILL,
                KillProcess.newBuilder().setContainerId(id).setSignal(signal).build());
    }

    /** @param processSpec the {@code process} of an OCI specification, as JSON */
    public void exec(String id, String execId, String processSpec) {
        call(
                Methods.EXEC,
                NewProcess.newBuilder()
                        .setContainerId(id)
                        .setExecId(execId)
                        .setSpec(any(PROCESS_TYPE, ByteString.copyFromUtf8(processSpec)))
                        .build());
    }

    /** The events of one topic from now on, on gRPC's thread, until the connection ends. */
    public void subscribe(String topic, StreamObserver<Envelope> observer) {
        ClientCalls.asyncServerStreamingCall(
                channel.newCall(Methods.SUBSCRIBE, CallOptions.DEFAULT),
                Subscription.newBuilder().addFilters("topic==\"" + topic + "\"").build(),
                observer);
    }

    private static ProcessName process(String id, String execId) {
        return ProcessName.newBuilder().setContainerId(id).setExecId(execId).build();
    }

    private static Any any(String typeUrl, ByteString value) {
        return Any.newBuilder().setTypeUrl(typeUrl).setValue(value).build();
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
        return ClientCalls.blockingUnaryCall(
                channel, method, CallOptions.DEFAULT.withDeadlineAfter(SECONDS, TimeUnit.SECONDS), request);
    }
}
