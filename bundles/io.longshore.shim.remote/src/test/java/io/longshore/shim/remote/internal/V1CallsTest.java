// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimTask;
import io.longshore.protos.shim.v1.CreateTaskRequest;
import io.longshore.protos.shim.v1.CreateTaskResponse;
import io.longshore.protos.shim.v1.DeleteResponse;
import io.longshore.protos.shim.v1.KillRequest;
import io.longshore.protos.shim.v1.StartResponse;
import io.longshore.protos.shim.v1.StateResponse;
import io.longshore.protos.shim.v1.WaitResponse;
import io.longshore.protos.types.Status;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent to a shim, and what its answers mean. */
class V1CallsTest extends V1ShimFixture {
    @Test
    void createSendsEverythingAndReturnsThePid() throws Exception {
        answer("Create", CreateTaskResponse.newBuilder().setPid(42).build());
        Mount mount = new Mount("overlay", "overlay", List.of("lowerdir=/a", "upperdir=/b"));

        long pid = shim.create(
                new ShimTask(
                        new ContainerId("web"),
                        Path.of("/run/bundle"),
                        "/usr/sbin/runc",
                        CreateOptions.with(new Stdio("/in", "file:///out", "", true))
                                .withRootfs(mount)),
                LONG);

        assertThat(pid).isEqualTo(42);
        CreateTaskRequest sent = CreateTaskRequest.parseFrom(request().payload());
        assertThat(sent)
                .isEqualTo(CreateTaskRequest.newBuilder()
                        .setId("web")
                        .setBundle("/run/bundle")
                        .setRuntime("/usr/sbin/runc")
                        .setTerminal(true)
                        .setStdin("/in")
                        .setStdout("file:///out")
                        .setOptions(Any.newBuilder().setTypeUrl("containerd.linux.runc.CreateOptions"))
                        .addRootfs(io.longshore.protos.types.Mount.newBuilder()
                                .setType("overlay")
                                .setSource("overlay")
                                .addOptions("lowerdir=/a")
                                .addOptions("upperdir=/b"))
                        .build());
    }

    @Test
    void everyStateIsTranslated() {
        Map<Status, TaskState> states = Map.of(
                Status.CREATED, TaskState.CREATED,
                Status.RUNNING, TaskState.RUNNING,
                Status.PAUSED, TaskState.PAUSED,
                Status.PAUSING, TaskState.PAUSING,
                Status.UNKNOWN, TaskState.UNKNOWN);
        states.forEach((wire, state) -> {
            answer("State", StateResponse.newBuilder().setStatus(wire).setPid(9).build());

            assertThat(shim.state(null, LONG).state()).isEqualTo(state);
            assertThat(shim.state(null, LONG).exit()).isNull();
        });
    }

    @Test
    void stoppedStateHasItsExit() {
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.STOPPED)
                        .setExitStatus(3)
                        .setExitedAt(WIRE_AT)
                        .build());

        assertThat(shim.state(null, LONG).exit()).isEqualTo(Exit.exited(3, AT));
    }

    @Test
    void statusOfAProcessThatCouldNotBeStartedIsUnknownAndNotZero() throws Exception {
        answerAsAfterAFailedStart();

        Exit exit = shim.exit(new ExecId("more")).toCompletableFuture().get(10, SECONDS);

        assertThat(exit.status()).isNull();
        assertThat(exit.cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(exit.at()).isAfter(Instant.EPOCH);
    }

    @Test
    void addedProcessThatCouldNotBeStartedIsStopped() {
        answerAsAfterAFailedStart();

        assertThat(shim.state(new ExecId("more"), LONG).state()).isEqualTo(TaskState.STOPPED);
        assertThat(shim.state(new ExecId("more"), LONG).exit()).isNotNull();
    }

    @Test
    void addedProcessThatWasNotStartedYetIsCreated() {
        answer("State", StateResponse.newBuilder().setStatus(Status.CREATED).build());
        answers.put("Wait", new CompletableFuture<>());

        assertThat(shim.state(new ExecId("more"), LONG).state()).isEqualTo(TaskState.CREATED);
    }

    /** Of a frozen container a shim says that of all its processes. */
    @ParameterizedTest
    @EnumSource(names = {"PAUSED", "PAUSING"})
    void addedProcessThatWasNotStartedWhenItsContainerWasFrozenIsCreated(Status frozen) {
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(frozen)
                        .setExitedAt(GO_ZERO)
                        .build());
        answers.put("Wait", new CompletableFuture<>());

        ShimProcessState seen = shim.state(new ExecId("more"), LONG);

        assertThat(seen.state()).isEqualTo(TaskState.CREATED);
        assertThat(seen.pid()).isZero();
        assertThat(seen.exit()).isNull();
    }

    @Test
    void addedProcessThatCouldNotBeStartedBeforeItsContainerWasFrozenIsStopped() {
        answerAsAfterAFailedStart();
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.PAUSED)
                        .setExitedAt(GO_ZERO)
                        .build());

        assertThat(shim.state(new ExecId("more"), LONG).state()).isEqualTo(TaskState.STOPPED);
        assertThat(shim.state(new ExecId("more"), LONG).exit()).isNotNull();
    }

    @Test
    void addedProcessThatHadEndedWhenItsContainerWasFrozenIsStopped() {
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.PAUSED)
                        .setPid(9)
                        .setExitStatus(3)
                        .setExitedAt(WIRE_AT)
                        .build());

        ShimProcessState seen = shim.state(new ExecId("more"), LONG);

        assertThat(seen.state()).isEqualTo(TaskState.STOPPED);
        assertThat(seen.exit()).isEqualTo(Exit.exited(3, AT));
    }

    @Test
    void addedProcessThatRanWhenItsContainerWasFrozenIsPaused() {
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.PAUSED)
                        .setPid(9)
                        .setExitedAt(GO_ZERO)
                        .build());

        ShimProcessState seen = shim.state(new ExecId("more"), LONG);

        assertThat(seen.state()).isEqualTo(TaskState.PAUSED);
        assertThat(seen.pid()).isEqualTo(9);
        assertThat(seen.exit()).isNull();
    }

    @Test
    void exitComesWhenTheShimAnswers() throws Exception {
        CompletableFuture<MessageLite> later = new CompletableFuture<>();
        answers.put("Wait", later);
        CompletableFuture<Exit> exit = shim.exit(null).toCompletableFuture();
        assertThat(request().timeout()).isNull();
        assertThat(exit).isNotDone();

        later.complete(WaitResponse.newBuilder()
                .setExitStatus(137)
                .setExitedAt(WIRE_AT)
                .build());

        assertThat(exit.get(10, SECONDS)).isEqualTo(Exit.exited(137, AT));
    }

    @Test
    void killNamesTheInitProcess() throws Exception {
        answer("Kill", Empty.getDefaultInstance());

        shim.kill(null, Signal.TERM, true, LONG);

        assertThat(parse(request()))
                .isEqualTo(KillRequest.newBuilder()
                        .setId("web")
                        .setSignal(15)
                        .setAll(true)
                        .build());
    }

    private static KillRequest parse(TtrpcRequest request) throws InvalidProtocolBufferException {
        return KillRequest.parseFrom(request.payload());
    }

    @Test
    void containerThatWasDeletedBeforeIsNotFound() throws Exception {
        create();
        refuse("Delete", TtrpcCode.FAILED_PRECONDITION, "container must be created");
        refuse("State", TtrpcCode.NOT_FOUND, "process web does not exist");

        assertThatThrownBy(() -> shim.delete(LONG)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void deletionOfAContainerThatIsThereIsRefusedInTheShimsWords() throws Exception {
        create();
        refuse("Delete", TtrpcCode.FAILED_PRECONDITION, "it runs");
        answer("State", StateResponse.newBuilder().setStatus(Status.RUNNING).build());

        assertThatThrownBy(() -> shim.delete(LONG))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("it runs");
    }

    @Test
    void refusalsKeepTheirKindAndTheRuntimesWords() throws Exception {
        create();
        refuse("Start", TtrpcCode.UNKNOWN, "OCI runtime start failed: no such file");
        refuse("Kill", TtrpcCode.NOT_FOUND, "process already finished");

        assertThatThrownBy(() -> shim.start(null, LONG))
                .isInstanceOf(UnknownException.class)
                .hasMessageContainingAll("ns/web", "OCI runtime start failed: no such file");
        assertThatThrownBy(() -> shim.kill(null, Signal.KILL, false, LONG)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void shimThatDoesNotAnswerIsNotWaitedFor() throws Exception {
        create();
        answers.put("Start", new CompletableFuture<StartResponse>());

        assertThatThrownBy(() -> shim.start(null, Duration.ofMillis(50))).isInstanceOf(DeadlineExceededException.class);
        answer("Delete", DeleteResponse.getDefaultInstance());
        shim.delete(LONG);
    }
}
