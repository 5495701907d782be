// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.protos.events.TaskExit;
import io.longshore.protos.events.TaskOOM;
import io.longshore.protos.events.TaskStart;
import io.longshore.protos.events.ttrpc.Envelope;
import io.longshore.protos.events.ttrpc.ForwardRequest;
import io.longshore.ttrpc.TtrpcCall;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shims send, and what they are answered. */
class EventsServerTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Timestamp AT = Timestamp.newBuilder().setSeconds(7).build();

    @TempDir
    Path state;

    private final RemoteCalls calls = RemoteCalls.open("longshore-test");
    private final List<TaskEvent> taken = new CopyOnWriteArrayList<>();
    private final Semaphore arrived = new Semaphore(0);
    private volatile boolean refusing;
    private volatile CompletableFuture<Void> soon = CompletableFuture.completedFuture(null);
    private EventsServer server;

    @BeforeEach
    void open() {
        open(LONG);
    }

    private void open(Duration answer) {
        server = new EventsServer(
                state,
                new ShimEventSink() {
                    @Override
                    public void accept(TaskEvent event) {
                        if (refusing) {
                            throw new UnavailableException("not ready");
                        }
                        taken.add(event);
                        arrived.release();
                    }

                    @Override
                    public CompletionStage<Void> acceptSoon(TaskEvent event) {
                        accept(event);
                        return soon;
                    }
                },
                calls,
                answer);
        server.open();
    }

    @AfterEach
    void close() {
        server.close();
        calls.close();
    }

    private static Envelope.Builder envelope(String topic, MessageLite event, String type) {
        return Envelope.newBuilder()
                .setTimestamp(AT)
                .setNamespace("ns")
                .setTopic(topic)
                .setEvent(Any.newBuilder().setTypeUrl(type).setValue(event.toByteString()));
    }

    private static Envelope.Builder exit(String process) {
        return exit(process, 3, AT);
    }

    private static Envelope.Builder exit(String process, int status, Timestamp at) {
        TaskExit exit = TaskExit.newBuilder()
                .setContainerId("web")
                .setId(process)
                .setPid(42)
                .setExitStatus(status)
                .setExitedAt(at)
                .build();
        return envelope("/tasks/exit", exit, "containerd.events.TaskExit");
    }

    private void send(Envelope.Builder envelope) {
        try (TtrpcClient client = calls.connect(EventsServer.socket(state), LONG)) {
            client.call(
                    TtrpcCall.of(
                            "containerd.services.events.ttrpc.v1.Events",
                            "Forward",
                            ForwardRequest.newBuilder().setEnvelope(envelope).build(),
                            Empty.parser()),
                    LONG);
        }
    }

    private void isRefused(Envelope.Builder envelope, TtrpcCode code) {
        assertThatThrownBy(() -> send(envelope))
                .isInstanceOfSatisfying(
                        TtrpcException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void exitsAndWantOfMemoryAreHandedOnAndTheRestIsOnlyTaken() {
        send(exit("web"));
        send(exit("more"));
        send(envelope("/tasks/oom", TaskOOM.newBuilder().setContainerId("web").build(), "containerd.events.TaskOOM"));
        send(envelope(
                "/tasks/start", TaskStart.newBuilder().setContainerId("web").build(), "containerd.events.TaskStart"));

        Namespace namespace = new Namespace("ns");
        ContainerId web = new ContainerId("web");
        Exit exit = Exit.exited(3, Instant.ofEpochSecond(7));
        assertThat(taken)
                .containsExactly(
                        new TaskEvent.Exited(namespace, web, null, 42, exit),
                        new TaskEvent.Exited(namespace, web, new ExecId("more"), 42, exit),
                        new TaskEvent.OutOfMemory(namespace, web));
    }

    @Test
    void whatIsNoEventIsRefused() {
        isRefused(exit("web").clearTimestamp(), TtrpcCode.INVALID_ARGUMENT);
        isRefused(exit("web").setNamespace("../x"), TtrpcCode.INVALID_ARGUMENT);
        isRefused(exit("web").setTopic("tasks/exit"), TtrpcCode.INVALID_ARGUMENT);
        isRefused(exit("web").setTopic("/tasks/oom"), TtrpcCode.INVALID_ARGUMENT);
        isRefused(exit("no id"), TtrpcCode.INVALID_ARGUMENT);
        assertThat(taken).isEmpty();
    }

    @Test
    void exitOfWhichAShimDoesNotKnowTheTimeOrTheStatusIsUnknown() {
        Instant before = Instant.now();
        send(exit("web", 0, Timestamp.getDefaultInstance()));
        send(exit("web", -1, AT));
        send(exit("web", 256, AT));

        assertThat(taken)
                .map(event -> ((TaskEvent.Exited) event).exit())
                .allSatisfy(exit -> assertThat(exit.status()).isNull())
                .allSatisfy(exit -> assertThat(exit.cause()).isEqualTo(Exit.Cause.UNOBSERVED))
                .satisfies(exit -> assertThat(exit.at()).isAfterOrEqualTo(before), Index.atIndex(0))
                .satisfies(exit -> assertThat(exit.at()).isEqualTo(Instant.ofEpochSecond(7)), Index.atIndex(1));
    }

    @Test
    void timeThatIsNoneIsRefused() {
        isRefused(exit("web", 0, AT.toBuilder().setSeconds(Long.MAX_VALUE).build()), TtrpcCode.INVALID_ARGUMENT);
        isRefused(exit("web", 0, AT.toBuilder().setNanos(-1).build()), TtrpcCode.INVALID_ARGUMENT);
        assertThat(taken).isEmpty();
    }

    @Test
    void whatIsNotTakenIsToBeSentAgain() {
        refusing = true;
        isRefused(exit("web"), TtrpcCode.UNAVAILABLE);

        refusing = false;
        send(exit("web"));

        assertThat(taken).hasSize(1);
    }

    @Test
    void itIsThereAgainAfterARestartAlsoAfterOneThatLeftItsSocket() throws Exception {
        server.close();
        assertThat(EventsServer.socket(state)).doesNotExist();
        Files.createFile(EventsServer.socket(state));

        server.open();
        send(exit("web"));

        assertThat(taken).hasSize(1);
    }

    private CompletableFuture<Empty> sent(TtrpcClient client, Envelope.Builder envelope) {
        return client.callAsync(TtrpcCall.of(
                        "containerd.services.events.ttrpc.v1.Events",
                        "Forward",
                        ForwardRequest.newBuilder().setEnvelope(envelope).build(),
                        Empty.parser()))
                .toCompletableFuture();
    }

    private void arrive(int events) throws InterruptedException {
        assertThat(arrived.tryAcquire(events, 10, SECONDS)).isTrue();
    }

    @Test
    void answerWaitsUntilTheEventIsTaken() throws Exception {
        soon = new CompletableFuture<>();
        try (TtrpcClient client = calls.connect(EventsServer.socket(state), LONG)) {
            CompletableFuture<Empty> answer = sent(client, exit("web"));
            arrive(1);
            assertThat(answer).isNotDone();

            soon.complete(null);

            assertThat(answer.get(10, SECONDS)).isEqualTo(Empty.getDefaultInstance());
        }
    }

    @Test
    void whatIsNotTakenInTimeIsToBeSentAgainAndMayBeTakenYet() throws Exception {
        server.close();
        open(Duration.ofMillis(50));
        CompletableFuture<Void> full = new CompletableFuture<>();
        soon = full;
        try (TtrpcClient client = calls.connect(EventsServer.socket(state), LONG)) {
            CompletableFuture<Empty> answer = sent(client, exit("web"));

            assertThat(answer)
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .withCauseInstanceOf(TtrpcException.class)
                    .satisfies(e ->
                            assertThat(((TtrpcException) e.getCause()).code()).isEqualTo(TtrpcCode.UNAVAILABLE));
            assertThat(full).isNotDone();

            soon = CompletableFuture.completedFuture(null);
            sent(client, exit("web")).get(10, SECONDS);
        }
    }

    @Test
    void whatIsNotTakenAfterAllIsToBeSentAgain() {
        soon = CompletableFuture.failedFuture(new UnavailableException("given up"));

        isRefused(exit("web"), TtrpcCode.UNAVAILABLE);
    }

    @Test
    void shimThatSendsMoreThanCanBeTakenIsToldSoAndCanSendAgain() throws Exception {
        soon = new CompletableFuture<>();
        try (TtrpcClient client = calls.connect(EventsServer.socket(state), LONG);
                TtrpcClient other = calls.connect(EventsServer.socket(state), LONG)) {
            List<CompletableFuture<Empty>> held = new ArrayList<>();
            for (int i = 0; i < EventsServer.IN_FLIGHT; i++) {
                held.add(sent(client, exit("more" + i)));
            }
            arrive(EventsServer.IN_FLIGHT);

            assertThatThrownBy(() -> sent(client, exit("tooMany")).get(10, SECONDS))
                    .hasCauseInstanceOf(TtrpcException.class)
                    .satisfies(e ->
                            assertThat(((TtrpcException) e.getCause()).code()).isEqualTo(TtrpcCode.RESOURCE_EXHAUSTED));
            // one shim that floods does not keep another from being heard
            CompletableFuture<Empty> ofOther = sent(other, exit("other"));
            arrive(1);
            assertThat(held).noneMatch(CompletableFuture::isDone);

            soon.complete(null);
            ofOther.get(10, SECONDS);
            for (CompletableFuture<Empty> answer : held) {
                answer.get(10, SECONDS);
            }
            sent(client, exit("tooMany")).get(10, SECONDS);
            assertThat(taken).hasSize(EventsServer.IN_FLIGHT + 2);
        }
    }
}
