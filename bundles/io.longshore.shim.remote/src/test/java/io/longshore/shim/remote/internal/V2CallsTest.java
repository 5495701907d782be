// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
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
import io.longshore.api.shim.ShimTask;
import io.longshore.posix.LinuxPosix;
import io.longshore.protos.runc.v2.Options;
import io.longshore.protos.runc.v2.ProcessDetails;
import io.longshore.protos.shim.v2.CheckpointTaskRequest;
import io.longshore.protos.shim.v2.CloseIORequest;
import io.longshore.protos.shim.v2.CreateTaskRequest;
import io.longshore.protos.shim.v2.CreateTaskResponse;
import io.longshore.protos.shim.v2.DeleteRequest;
import io.longshore.protos.shim.v2.DeleteResponse;
import io.longshore.protos.shim.v2.ExecProcessRequest;
import io.longshore.protos.shim.v2.KillRequest;
import io.longshore.protos.shim.v2.PauseRequest;
import io.longshore.protos.shim.v2.PidsResponse;
import io.longshore.protos.shim.v2.ResizePtyRequest;
import io.longshore.protos.shim.v2.StartRequest;
import io.longshore.protos.shim.v2.StartResponse;
import io.longshore.protos.shim.v2.StateRequest;
import io.longshore.protos.shim.v2.StateResponse;
import io.longshore.protos.shim.v2.UpdateTaskRequest;
import io.longshore.protos.shim.v2.WaitRequest;
import io.longshore.protos.shim.v2.WaitResponse;
import io.longshore.protos.types.ProcessInfo;
import io.longshore.protos.types.Status;
import io.longshore.ttrpc.TtrpcRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shim is told, and what is made of its answers. */
class V2CallsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final ExecId EXEC = new ExecId("more");

    @TempDir
    Path directory;

    @TempDir
    Path state;

    private final LinuxPosix posix = new LinuxPosix();
    private FakeV2Shim fake;
    private V2ShimDriver driver;
    private Shim shim;

    @BeforeEach
    void open() throws Exception {
        fake = new FakeV2Shim(directory, 2);
        driver = new V2ShimDriver(state, event -> {}, posix);
        shim = driver.start(fake.launch(state, "web", ""), LONG);
        fake.requests.clear();
    }

    @AfterEach
    void close() {
        driver.close();
        fake.close();
        posix.close();
    }

    private <T> T asked(Parser<T> parser) throws Exception {
        TtrpcRequest request = fake.requests.poll(10, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.metadata()).containsEntry("containerd-namespace-ttrpc", List.of("ns"));
        return parser.parseFrom(request.payload());
    }

    private void done(String... methods) {
        for (String method : methods) {
            fake.answer(method, (MessageLite) Empty.getDefaultInstance());
        }
    }

    @Test
    void createSendsEverything() throws Exception {
        fake.answer("Create", CreateTaskResponse.newBuilder().setPid(42).build());
        Mount mount = new Mount("overlay", "overlay", List.of("lowerdir=/a"));
        CreateOptions options =
                CreateOptions.with(new Stdio("/in", "/out", "", true)).withRootfs(mount);

        long pid = shim.create(new ShimTask(new ContainerId("web"), Path.of("/run/b"), "/bin/runc", options), LONG);

        assertThat(pid).isEqualTo(42);
        Options runc = Options.newBuilder()
                .setBinaryName("/bin/runc")
                .setRoot("/run/runc")
                .setSystemdCgroup(true)
                .build();
        assertThat(asked(CreateTaskRequest.parser()))
                .isEqualTo(CreateTaskRequest.newBuilder()
                        .setId("web")
                        .setBundle("/run/b")
                        .setTerminal(true)
                        .setStdin("/in")
                        .setStdout("/out")
                        .setOptions(Any.newBuilder()
                                .setTypeUrl("containerd.runc.v1.Options")
                                .setValue(runc.toByteString()))
                        .addRootfs(io.longshore.protos.types.Mount.newBuilder()
                                .setType("overlay")
                                .setSource("overlay")
                                .addOptions("lowerdir=/a"))
                        .build());
    }

    @Test
    void addedProcessIsNamedBesideItsContainer() throws Exception {
        done("Exec", "Kill", "ResizePty", "CloseIO");
        fake.answer(
                "State",
                StateResponse.newBuilder().setStatus(Status.RUNNING).setPid(7).build());
        fake.answer("Start", StartResponse.newBuilder().setPid(8).build());
        fake.answer("Delete", DeleteResponse.getDefaultInstance());

        shim.exec(EXEC, "{}", Stdio.NULL, LONG);
        ExecProcessRequest exec = asked(ExecProcessRequest.parser());
        assertThat(exec.getId() + " " + exec.getExecId()).isEqualTo("web more");
        assertThat(exec.getSpec().getTypeUrl()).isEqualTo("types.containerd.io/opencontainers/runtime-spec/1/Process");

        assertThat(shim.start(EXEC, LONG)).isEqualTo(8);
        StateRequest seen = asked(StateRequest.parser());
        assertThat(seen.getId() + " " + seen.getExecId()).isEqualTo("web more");
        StartRequest start = asked(StartRequest.parser());
        assertThat(start.getId() + " " + start.getExecId()).isEqualTo("web more");

        shim.kill(EXEC, Signal.TERM, false, LONG);
        assertThat(asked(KillRequest.parser()))
                .isEqualTo(KillRequest.newBuilder()
                        .setId("web")
                        .setExecId("more")
                        .setSignal(15)
                        .build());
        shim.resizePty(EXEC, 80, 25, LONG);
        assertThat(asked(ResizePtyRequest.parser()))
                .isEqualTo(ResizePtyRequest.newBuilder()
                        .setId("web")
                        .setExecId("more")
                        .setWidth(80)
                        .setHeight(25)
                        .build());
        shim.closeStdin(EXEC, LONG);
        assertThat(asked(CloseIORequest.parser()))
                .isEqualTo(CloseIORequest.newBuilder()
                        .setId("web")
                        .setExecId("more")
                        .setStdin(true)
                        .build());
        shim.deleteProcess(EXEC, LONG);
        assertThat(asked(DeleteRequest.parser()))
                .isEqualTo(DeleteRequest.newBuilder()
                        .setId("web")
                        .setExecId("more")
                        .build());
    }

    @Test
    void containerIsNamedInEveryCall() throws Exception {
        done("Kill", "Pause", "Resume", "Update", "Checkpoint");
        fake.answer("Delete", DeleteResponse.getDefaultInstance());

        shim.kill(null, Signal.KILL, true, LONG);
        assertThat(asked(KillRequest.parser()))
                .isEqualTo(KillRequest.newBuilder()
                        .setId("web")
                        .setSignal(9)
                        .setAll(true)
                        .build());
        shim.pause(LONG);
        assertThat(asked(PauseRequest.parser()).getId()).isEqualTo("web");
        shim.resume(LONG);
        assertThat(asked(PauseRequest.parser()).getId()).isEqualTo("web");
        shim.update(LinuxResources.builder().build(), LONG);
        UpdateTaskRequest update = asked(UpdateTaskRequest.parser());
        assertThat(update.getId()).isEqualTo("web");
        assertThat(update.getResources().getTypeUrl()).isEqualTo(LinuxResources.TYPE_URL);
        shim.checkpoint(Path.of("/image"), CheckpointOptions.DEFAULT, LONG);
        CheckpointTaskRequest checkpoint = asked(CheckpointTaskRequest.parser());
        assertThat(checkpoint.getId() + " " + checkpoint.getPath()).isEqualTo("web /image");
        assertThat(checkpoint.getOptions().getTypeUrl()).isEqualTo("containerd.runc.v1.CheckpointOptions");
        shim.delete(LONG);
        assertThat(asked(DeleteRequest.parser()))
                .isEqualTo(DeleteRequest.newBuilder().setId("web").build());
    }

    @Test
    void stateAndExitAreTranslated() throws Exception {
        Timestamp at = Timestamp.newBuilder().setSeconds(7).build();
        fake.answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.STOPPED)
                        .setPid(9)
                        .setExitStatus(3)
                        .setExitedAt(at)
                        .build());
        fake.answer(
                "Wait",
                WaitResponse.newBuilder().setExitStatus(3).setExitedAt(at).build());
        Exit exit = Exit.exited(3, Instant.ofEpochSecond(7));

        assertThat(shim.state(null, LONG).state()).isEqualTo(TaskState.STOPPED);
        assertThat(shim.state(null, LONG).exit()).isEqualTo(exit);
        fake.requests.clear();
        assertThat(shim.exit(EXEC).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(exit);
        WaitRequest wait = asked(WaitRequest.parser());
        assertThat(wait.getId() + " " + wait.getExecId()).isEqualTo("web more");
    }

    @Test
    void timeThatIsNoneIsAFaultOfTheShim() {
        fake.answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.STOPPED)
                        .setExitedAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                        .build());

        assertThatThrownBy(() -> shim.state(null, LONG)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void onlyAddedProcessesHaveNames() {
        fake.answer(
                "Pids",
                PidsResponse.newBuilder()
                        .addProcesses(ProcessInfo.newBuilder().setPid(5))
                        .addProcesses(ProcessInfo.newBuilder()
                                .setPid(6)
                                .setInfo(Payloads.pack(ProcessDetails.newBuilder()
                                        .setExecId("more")
                                        .build())))
                        .build());

        assertThat(shim.pids(LONG)).containsExactly(new ProcessPid(5, null), new ProcessPid(6, EXEC));
    }
}
