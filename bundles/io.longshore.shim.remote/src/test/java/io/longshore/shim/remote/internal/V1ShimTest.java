// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.api.shim.StartNote;
import io.longshore.posix.Fd;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PosixException;
import io.longshore.protos.shim.v1.CreateTaskRequest;
import io.longshore.protos.shim.v1.CreateTaskResponse;
import io.longshore.protos.shim.v1.DeleteResponse;
import io.longshore.protos.shim.v1.KillRequest;
import io.longshore.protos.shim.v1.StartResponse;
import io.longshore.protos.shim.v1.StateResponse;
import io.longshore.protos.shim.v1.WaitResponse;
import io.longshore.protos.types.Status;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcHandler;
import io.longshore.ttrpc.TtrpcLimits;
import io.longshore.ttrpc.TtrpcLoop;
import io.longshore.ttrpc.TtrpcMethod;
import io.longshore.ttrpc.TtrpcRequest;
import io.longshore.ttrpc.TtrpcServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls of a shim, answered by a server of ours that says what the real one will not. */
class V1ShimTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456789Z");
    private static final Timestamp WIRE_AT = Timestamp.newBuilder()
            .setSeconds(AT.getEpochSecond())
            .setNanos(AT.getNano())
            .build();

    @TempDir
    Path directory;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, CompletionStage<? extends MessageLite>> answers = new HashMap<>();
    private final BlockingQueue<TtrpcRequest> requests = new LinkedBlockingQueue<>();
    private final FakeProcess process = new FakeProcess();
    private final LinuxPosix posix = new LinuxPosix();
    private TtrpcLoop loop;
    private TtrpcServer server;
    private RemoteShim shim;

    /** A shim's process that ends when it is told to. */
    private static final class FakeProcess implements ShimProcess {
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        int kills;

        @Override
        public long pid() {
            return 77;
        }

        @Override
        public CompletionStage<?> ended() {
            return ended;
        }

        @Override
        public void kill() {
            kills++;
            ended.complete(null);
        }

        @Override
        public void close() {
            // there is nothing to let go of
        }
    }

    @BeforeEach
    void connect() throws Exception {
        loop = TtrpcLoop.start("longshore-test-io", executor);
        Path socket = directory.resolve("s");
        Map<TtrpcMethod, TtrpcHandler> handlers = new HashMap<>();
        for (String method : List.of("Create", "Start", "State", "Kill", "Wait", "Delete")) {
            handlers.put(new TtrpcMethod("containerd.runtime.linux.shim.v1.Shim", method), request -> {
                requests.add(request);
                return answers.get(method);
            });
        }
        server = TtrpcServer.bind(loop, socket, handlers);
        ShimLaunch launch = new ShimLaunch(
                new Namespace("ns"),
                new ContainerId("web"),
                directory.resolve("bundle"),
                directory.resolve("work"),
                "containerd-shim",
                RuncOptions.NONE,
                "",
                false);
        shim = V1Shim.of(launch, socket, process, TtrpcClient.connect(loop, socket, LONG), posix, released -> {});
    }

    @AfterEach
    void disconnect() {
        shim.close();
        server.close();
        loop.close();
        executor.shutdownNow();
        posix.close();
    }

    private void answer(String method, MessageLite message) {
        answers.put(method, CompletableFuture.completedFuture(message));
    }

    private void refuse(String method, TtrpcCode code, String message) {
        answers.put(method, CompletableFuture.failedFuture(new TtrpcException(code, message)));
    }

    private TtrpcRequest request() throws InterruptedException {
        TtrpcRequest request = requests.poll(10, SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.metadata()).containsEntry("containerd-namespace-ttrpc", List.of("ns"));
        return request;
    }

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

    private void create() throws Exception {
        answer("Create", CreateTaskResponse.getDefaultInstance());
        shim.create(
                new ShimTask(new ContainerId("web"), Path.of("/run/bundle"), "/usr/sbin/runc", CreateOptions.DEFAULT),
                LONG);
        assertThat(request().method().method()).isEqualTo("Create");
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

    /** What a shim says of an added process whose start failed. */
    private void answerAsAfterAFailedStart() {
        Timestamp goZero = Timestamp.newBuilder().setSeconds(-62_135_596_800L).build();
        answer("State", StateResponse.newBuilder().setStatus(Status.CREATED).build());
        answer("Wait", WaitResponse.newBuilder().setExitedAt(goZero).build());
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
    void outputFifosOfAnAddedProcessAreHeldOpenWhileItIsStarted() throws Exception {
        Path fifo = directory.resolve("fifo");
        posix.mkfifo(fifo, 0600);
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.CREATED)
                        .setStdout(fifo.toString())
                        .build());
        CompletableFuture<MessageLite> started = new CompletableFuture<>();
        answers.put("Start", started);

        CompletableFuture<Long> pid = CompletableFuture.supplyAsync(() -> shim.start(new ExecId("p"), LONG), executor);
        assertThat(request().method().method()).isEqualTo("State");
        assertThat(request().method().method()).isEqualTo("Start");

        // to open it for writing would fail if nobody had it open to read
        posix.open(fifo, Fd.Access.WRITE).close();
        started.complete(StartResponse.newBuilder().setPid(5).build());
        assertThat(pid.get(10, SECONDS)).isEqualTo(5);
        assertThatThrownBy(() -> posix.open(fifo, Fd.Access.WRITE)).isInstanceOf(PosixException.class);
    }

    /** R27. */
    @Test
    void outputFifosAreHeldOpenAtTheStartOfWhatAnEarlierRunHasCreated() throws Exception {
        Path fifo = directory.resolve("fifo");
        posix.mkfifo(fifo, 0600);
        answer(
                "State",
                StateResponse.newBuilder()
                        .setStatus(Status.CREATED)
                        .setStdout(fifo.toString())
                        .build());
        CompletableFuture<MessageLite> started = new CompletableFuture<>();
        answers.put("Start", started);

        CompletableFuture<Long> pid = CompletableFuture.supplyAsync(() -> shim.start(null, LONG), executor);
        assertThat(request().method().method()).isEqualTo("State");
        assertThat(request().method().method()).isEqualTo("Start");

        posix.open(fifo, Fd.Access.WRITE).close();
        started.complete(StartResponse.newBuilder().setPid(5).build());
        assertThat(pid.get(10, SECONDS)).isEqualTo(5);
    }

    @Test
    void timeOfAStartIsThatOfAllItsCalls() throws Exception {
        answer("State", StateResponse.newBuilder().setStatus(Status.CREATED).build());
        answer("Start", StartResponse.newBuilder().setPid(5).build());

        shim.start(new ExecId("p"), LONG);

        Duration first = request().timeout();
        Duration second = request().timeout();
        assertThat(second).isLessThan(first);
    }

    @Test
    void fewProcessesAreStartedAtATimeAndTheOthersInTheirTurn() throws Exception {
        create();
        CompletableFuture<MessageLite> started = new CompletableFuture<>();
        answers.put("Start", started);
        List<CompletableFuture<Long>> starts = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> shim.start(null, LONG), executor))
                .toList();
        for (int i = 0; i < 4; i++) {
            assertThat(request()).isNotNull();
        }

        assertThatThrownBy(() -> shim.start(null, Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("turn");
        assertThat(requests).isEmpty();

        started.complete(StartResponse.newBuilder().setPid(5).build());
        for (CompletableFuture<Long> start : starts) {
            assertThat(start.get(10, SECONDS)).isEqualTo(5);
        }
        assertThat(requests).hasSize(2);
    }

    /** Notes what it is told. */
    private static final class Notes implements StartNote {
        final List<String> told = new ArrayList<>();

        @Override
        public void leaves() {
            told.add("leaves");
        }

        @Override
        public void stays() {
            told.add("stays");
        }
    }

    @Test
    void startThatIsSentSaysSo() throws Exception {
        create();
        answer("Start", StartResponse.newBuilder().setPid(5).build());
        Notes notes = new Notes();

        shim.start(null, LONG, notes);

        assertThat(notes.told).containsExactly("leaves");
    }

    @Test
    void startThatFailsBeforeItIsSentSaysNothing() {
        answers.put("State", new CompletableFuture<>());
        Notes notes = new Notes();

        assertThatThrownBy(() -> shim.start(new ExecId("one"), Duration.ofMillis(50), notes))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(notes.told).isEmpty();
    }

    @Test
    void startThatIsNotSentSinceTooManyCallsAreInFlightStays() throws Exception {
        create();
        answers.put("Wait", new CompletableFuture<>());
        Notes notes = new Notes();
        IntStream.range(0, TtrpcLimits.DEFAULT.callsInFlight()).forEach(i -> shim.exit(null));

        assertThatThrownBy(() -> shim.start(null, LONG, notes))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("in flight");

        assertThat(notes.told).containsExactly("leaves", "stays");
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

    @Test
    void lostConnectionIsTold() throws Exception {
        answers.put("Wait", new CompletableFuture<WaitResponse>());
        CompletableFuture<Exit> exit = shim.exit(null).toCompletableFuture();
        assertThat(request()).isNotNull();

        server.close();

        shim.lost().toCompletableFuture().get(10, SECONDS);
        assertThatThrownBy(() -> exit.get(10, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> shim.start(null, LONG)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void endedProcessIsToldThoughTheConnectionStands() throws Exception {
        process.ended.complete(null);

        shim.lost().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void closingIsNoLoss() throws Exception {
        CompletableFuture<Void> lost = shim.lost().toCompletableFuture();

        shim.close();
        process.ended.complete(null);
        server.close();

        assertThat(lost).isNotDone();
        assertThat(process.kills).isZero();
    }

    @Test
    void endingKillsOnceAndIsNoLoss() {
        CompletableFuture<Void> lost = shim.lost().toCompletableFuture();

        shim.end(LONG);
        shim.end(LONG);

        assertThat(process.kills).isEqualTo(1);
        assertThat(lost).isNotDone();
    }

    @Test
    void endingWhatWasLetGoOfMeanwhileIsUnavailable() {
        process.ended.completeExceptionally(new CancellationException("closed"));

        assertThatThrownBy(() -> shim.end(LONG)).isInstanceOf(UnavailableException.class);
    }
}
