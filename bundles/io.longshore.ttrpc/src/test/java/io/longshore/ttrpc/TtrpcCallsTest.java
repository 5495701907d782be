// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.Harbour.ECHO;
import static io.longshore.ttrpc.Harbour.NEVER;
import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.call;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.end;
import static io.longshore.ttrpc.Harbour.failure;
import static io.longshore.ttrpc.Harbour.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import io.longshore.ttrpc.TtrpcException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and server together, over a real socket. */
@Timeout(60)
class TtrpcCallsTest {

    private static final TtrpcMethod PARKED = new TtrpcMethod("longshore.test.Port", "Parked");
    private static final TtrpcMethod FAILS = new TtrpcMethod("longshore.test.Port", "Fails");

    private record Parked(TtrpcRequest request, CompletableFuture<StringValue> answer) {}

    @TempDir
    Path directory;

    private final BlockingQueue<Parked> parked = new LinkedBlockingQueue<>();
    private final Map<TtrpcMethod, TtrpcHandler> handlers = new HashMap<>();
    private Harbour harbour;
    private TtrpcServer server;
    private TtrpcClient client;

    @BeforeEach
    void open() throws IOException {
        harbour = new Harbour();
        handlers.put(ECHO, Harbour.ECHOES);
        handlers.put(NEVER, Harbour.NEVER_ANSWERS);
        handlers.put(PARKED, request -> {
            Parked one = new Parked(request, new CompletableFuture<>());
            parked.add(one);
            return one.answer();
        });
        server = TtrpcServer.bind(harbour.loop, directory.resolve("s"), handlers);
        client = harbour.dial(server.socket());
    }

    @AfterEach
    void close() throws InterruptedException {
        harbour.close();
    }

    private Parked nextParked() throws InterruptedException {
        Parked one = parked.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(one).as("a parked request").isNotNull();
        return one;
    }

    @Test
    void blockingCallReturnsTheAnswer() {
        StringValue answer = client.call(echo("ahoy"), SOON);

        assertThat(answer.getValue()).isEqualTo("ahoy");
    }

    @Test
    void handlerSeesMethodTimeoutAndEveryValueOfTheMetadata() throws Exception {
        TtrpcCall<StringValue> call = call(PARKED, "x")
                .withMetadata("containerd-namespace-ttrpc", "default")
                .withMetadata("lantern", "red")
                .withMetadata("lantern", "green");

        var answer = client.callAsync(call.withTimeout(SOON));

        TtrpcRequest request = nextParked().request();
        assertThat(request.method()).isEqualTo(PARKED);
        assertThat(request.timeout()).isEqualTo(SOON);
        assertThat(request.metadata())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("containerd-namespace-ttrpc", List.of("default"), "lantern", List.of("red", "green")));
        assertThat(answer).isNotDone();
    }

    @Test
    void callWithoutTimeoutTellsThePeerNone() throws Exception {
        var answer = client.callAsync(call(PARKED, "x"));

        assertThat(nextParked().request().timeout()).isNull();
        assertThat(answer).isNotDone();
    }

    @Test
    void statusOfTheHandlerArrivesWithItsDetails() throws Exception {
        var answer = client.callAsync(call(PARKED, "x"));
        Any detail = Any.newBuilder().setTypeUrl("longshore.Detail").build();

        nextParked()
                .answer()
                .completeExceptionally(new TtrpcException(
                        Kind.STATUS,
                        new TtrpcStatus(TtrpcCode.NOT_FOUND, "no such box", List.of(detail)),
                        "local words",
                        null));

        TtrpcException failure = failure(answer);
        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.status()).isEqualTo(new TtrpcStatus(TtrpcCode.NOT_FOUND, "no such box", List.of(detail)));
    }

    @Test
    void handlerThatThrowsIsAnsweredUnknown() throws Exception {
        handlers.put(FAILS, request -> {
            throw new IllegalStateException("rope broke");
        });
        try (TtrpcServer failing = TtrpcServer.bind(harbour.loop, directory.resolve("f"), handlers);
                TtrpcClient caller = harbour.dial(failing.socket())) {
            TtrpcException failure = failure(caller.callAsync(call(FAILS, "x")));

            assertThat(failure.kind()).isEqualTo(Kind.STATUS);
            assertThat(failure.code()).isEqualTo(TtrpcCode.UNKNOWN);
            assertThat(caller.call(echo("still here"), SOON).getValue()).isEqualTo("still here");
        }
    }

    @Test
    void unknownMethodIsUnimplementedAndTheConnectionLives() throws Exception {
        TtrpcException failure = failure(client.callAsync(call(FAILS, "x")));

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.code()).isEqualTo(TtrpcCode.UNIMPLEMENTED);
        assertThat(client.call(echo("still here"), SOON).getValue()).isEqualTo("still here");
    }

    @Test
    void payloadThatTheHandlerCannotDecodeIsAnInvalidArgument() throws Exception {
        var call = new TtrpcCall<>(
                ECHO, com.google.protobuf.ByteString.copyFromUtf8("\u0007"), StringValue.parser(), null, Map.of());

        assertThat(failure(client.callAsync(call)).code()).isEqualTo(TtrpcCode.INVALID_ARGUMENT);
    }

    @Test
    void answersInReverseOrderFindTheirCalls() throws Exception {
        var first = client.callAsync(call(PARKED, "first"));
        var second = client.callAsync(call(PARKED, "second"));
        Parked one = nextParked();
        Parked other = nextParked();

        other.answer().complete(other.request().decode(StringValue.parser()));
        one.answer().complete(one.request().decode(StringValue.parser()));

        assertThat(success(first).getValue()).isEqualTo("first");
        assertThat(success(second).getValue()).isEqualTo("second");
    }

    @Test
    void tenThousandCallsFromFiveThreadsAreEachAnsweredOnceWhileTwoStayOpen() throws Exception {
        // given calls that stay open, and a server that holds every third request until the next two have passed
        var staysOpen = client.callAsync(call(NEVER, "wait"));
        var staysOpenToo = client.callAsync(call(NEVER, "wait"));
        BlockingQueue<Parked> held = new LinkedBlockingQueue<>();
        handlers.put(ECHO, request -> {
            StringValue message = request.decode(StringValue.parser());
            int number = Integer.parseInt(message.getValue());
            CompletableFuture<StringValue> answer = new CompletableFuture<>();
            if (number % 3 == 0) {
                held.add(new Parked(request, answer));
            } else {
                answer.complete(message);
                Parked late = held.poll();
                if (late != null) {
                    late.answer().complete(late.request().decode(StringValue.parser()));
                }
            }
            return answer;
        });
        try (TtrpcServer shuffling = TtrpcServer.bind(
                        harbour.loop, directory.resolve("m"), handlers, new TtrpcLimits(10_000, 16 << 20));
                TtrpcClient caller = TtrpcClient.connect(
                        harbour.loop, shuffling.socket(), SOON, new TtrpcLimits(10_000, 16 << 20))) {

            // when
            Map<Integer, CompletableFuture<StringValue>> answers = new LinkedHashMap<>();
            List<Thread> callers = new ArrayList<>();
            for (int thread = 0; thread < 5; thread++) {
                int from = thread * 2_000;
                callers.add(new Thread(
                        () -> {
                            for (int i = from; i < from + 2_000; i++) {
                                CompletableFuture<StringValue> answer = caller.callAsync(
                                        call(ECHO, String.valueOf(i)).withTimeout(Duration.ofMinutes(1)));
                                synchronized (answers) {
                                    answers.put(i, answer);
                                }
                            }
                        },
                        "longshore-test-caller-" + thread));
            }
            callers.forEach(Thread::start);
            for (Thread thread : callers) {
                thread.join();
            }
            await().atMost(SOON).until(() -> {
                for (Parked late = held.poll(); late != null; late = held.poll()) {
                    late.answer().complete(late.request().decode(StringValue.parser()));
                }
                return answers.values().stream().allMatch(CompletableFuture::isDone);
            });

            // then
            assertThat(answers).hasSize(10_000);
            for (var entry : answers.entrySet()) {
                assertThat(success(entry.getValue()).getValue()).isEqualTo(String.valueOf(entry.getKey()));
            }
        }
        assertThat(staysOpen).isNotDone();
        assertThat(staysOpenToo).isNotDone();
    }

    @Test
    void blockingCallEndsAtItsDeadlineAndTheLateAnswerIsDropped() throws Exception {
        TtrpcException failure = catchThrowableOfType(
                TtrpcException.class, () -> client.call(call(PARKED, "slow"), Duration.ofMillis(50)));

        assertThat(failure.kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);
        assertThat(failure.code()).isEqualTo(TtrpcCode.DEADLINE_EXCEEDED);
        nextParked().answer().complete(StringValue.of("too late"));
        assertThat(client.call(echo("next"), SOON).getValue()).isEqualTo("next");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void asynchronousCallEndsAtItsTimeout() throws Exception {
        TtrpcException failure = failure(client.callAsync(call(NEVER, "x").withTimeout(Duration.ofMillis(50))));

        assertThat(failure.kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void shorterTimeoutStartedLaterEndsFirst() throws Exception {
        var patient = client.callAsync(call(NEVER, "x").withTimeout(Duration.ofHours(1)));
        var hasty = client.callAsync(call(NEVER, "x").withTimeout(Duration.ofMillis(20)));

        assertThat(failure(hasty).kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);
        assertThat(patient).isNotDone();
    }

    @Test
    void cancelledCallFreesItsPlaceAndItsLateAnswerIsDropped() throws Exception {
        TtrpcClient narrow = TtrpcClient.connect(harbour.loop, server.socket(), SOON, new TtrpcLimits(1, 16 << 20));
        var given = narrow.callAsync(call(PARKED, "x"));
        Parked one = nextParked();

        assertThat(given.cancel(true)).isTrue();

        one.answer().complete(StringValue.of("too late"));
        assertThat(narrow.call(echo("next"), SOON).getValue()).isEqualTo("next");
        assertThat(given).isCancelled();
    }

    @Test
    void callsBeyondTheLimitAreRefusedAndThoseInFlightAreNot() throws Exception {
        TtrpcClient narrow = TtrpcClient.connect(harbour.loop, server.socket(), SOON, new TtrpcLimits(2, 16 << 20));
        var first = narrow.callAsync(call(PARKED, "1"));
        var second = narrow.callAsync(call(PARKED, "2"));

        TtrpcException asynchronous = failure(narrow.callAsync(echo("3")));
        TtrpcException blocking = catchThrowableOfType(TtrpcException.class, () -> narrow.call(echo("3"), SOON));

        assertThat(asynchronous.kind()).isEqualTo(Kind.REFUSED);
        assertThat(asynchronous.code()).isEqualTo(TtrpcCode.RESOURCE_EXHAUSTED);
        assertThat(blocking.kind()).isEqualTo(Kind.REFUSED);
        nextParked().answer().complete(StringValue.of("done"));
        nextParked().answer().complete(StringValue.of("done"));
        assertThat(success(first).getValue()).isEqualTo("done");
        assertThat(success(second).getValue()).isEqualTo("done");
        assertThat(narrow.call(echo("4"), SOON).getValue()).isEqualTo("4");
    }

    @Test
    void serverRefusesRequestsBeyondItsLimitPerConnection() throws Exception {
        try (TtrpcServer narrow =
                        TtrpcServer.bind(harbour.loop, directory.resolve("n"), handlers, new TtrpcLimits(1, 16 << 20));
                TtrpcClient caller = harbour.dial(narrow.socket());
                TtrpcClient other = harbour.dial(narrow.socket())) {
            var open = caller.callAsync(call(PARKED, "x"));
            Parked one = nextParked();

            TtrpcException failure = failure(caller.callAsync(echo("y")));

            assertThat(failure.kind()).isEqualTo(Kind.STATUS);
            assertThat(failure.code()).isEqualTo(TtrpcCode.RESOURCE_EXHAUSTED);
            assertThat(other.call(echo("z"), SOON).getValue()).isEqualTo("z");
            one.answer().complete(StringValue.of("done"));
            assertThat(success(open).getValue()).isEqualTo("done");
            assertThat(caller.call(echo("y"), SOON).getValue()).isEqualTo("y");
        }
    }

    @Test
    void interruptEndsABlockingCallAndStaysSet() throws Exception {
        CompletableFuture<Kind> seen = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        client.call(call(PARKED, "x"), SOON);
                    } catch (TtrpcException e) {
                        seen.complete(e.kind());
                        flag.complete(Thread.currentThread().isInterrupted());
                    }
                },
                "longshore-test-interrupted");
        caller.start();
        Parked one = nextParked();

        caller.interrupt();

        assertThat(success(seen)).isEqualTo(Kind.CANCELLED);
        assertThat(success(flag)).isTrue();
        caller.join();
        one.answer().complete(StringValue.of("too late"));
        assertThat(client.call(echo("next"), SOON).getValue()).isEqualTo("next");
    }

    @Test
    void closeEndsEveryPendingCallAtOnce() throws Exception {
        var asynchronous = client.callAsync(call(NEVER, "x"));
        CompletableFuture<Kind> blocked = new CompletableFuture<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        client.call(call(PARKED, "x"), Duration.ofHours(1));
                    } catch (TtrpcException e) {
                        blocked.complete(e.kind());
                    }
                },
                "longshore-test-blocked");
        caller.start();
        nextParked();

        client.close();
        client.close();

        assertThat(failure(asynchronous).kind()).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(success(blocked)).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(client.isOpen()).isFalse();
        assertThat(failure(client.callAsync(echo("x"))).kind()).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThatThrownBy(() -> client.call(echo("x"), SOON)).isInstanceOf(TtrpcException.class);
        caller.join();
    }

    @Test
    void serverShutdownEndsItsClientsCalls() throws Exception {
        var pending = client.callAsync(call(NEVER, "x"));
        var other = harbour.dial(server.socket());
        other.call(echo("x"), SOON);

        server.close();

        assertThat(failure(pending).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure(pending).code()).isEqualTo(TtrpcCode.UNAVAILABLE);
        assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(end(other).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(server.socket()).doesNotExist();
    }

    @Test
    void closingTheLoopEndsClientsAndServers() throws Exception {
        var pending = client.callAsync(call(NEVER, "x"));

        harbour.loop.close();

        assertThat(failure(pending).kind()).isIn(Kind.CONNECTION_CLOSED, Kind.CONNECTION_LOST);
        assertThat(server.socket()).doesNotExist();
        assertThat(catchThrowableOfType(TtrpcException.class, () -> harbour.serve(directory.resolve("again")))
                        .kind())
                .isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(directory.resolve("again")).doesNotExist();
    }

    @Test
    void completionsAndHandlersRunOnTheExecutor() throws Exception {
        CompletableFuture<String> handlerThread = new CompletableFuture<>();
        CountDownLatch release = new CountDownLatch(1);
        handlers.put(FAILS, request -> {
            handlerThread.complete(Thread.currentThread().getName());
            release.await();
            return CompletableFuture.completedFuture(StringValue.of("x"));
        });
        try (TtrpcServer observed = TtrpcServer.bind(harbour.loop, directory.resolve("o"), handlers);
                TtrpcClient caller = harbour.dial(observed.socket())) {
            var completionThread = caller.callAsync(call(FAILS, "x"))
                    .thenApply(answer -> Thread.currentThread().getName());
            release.countDown();

            assertThat(success(completionThread)).startsWith("longshore-test-").isNotEqualTo("longshore-test-io");
            assertThat(success(handlerThread)).startsWith("longshore-test-").isNotEqualTo("longshore-test-io");
        }
    }

    @Test
    void answerIsNotLostWhenTheExecutorRefusesIt() throws Exception {
        var pending = client.callAsync(call(PARKED, "x"));
        Parked one = nextParked();
        harbour.executor.shutdown();

        one.answer().complete(StringValue.of("done"));

        assertThat(success(pending).getValue()).isEqualTo("done");
        assertThat(failure(client.callAsync(echo("x"))).code()).isEqualTo(TtrpcCode.UNAVAILABLE);
    }

    @Test
    void blockingCallOnTheLoopsOwnThreadIsAnErrorAndNotADeadlock() throws Exception {
        try (TtrpcLoop direct = TtrpcLoop.start("longshore-test-direct", Runnable::run);
                TtrpcClient caller = TtrpcClient.connect(direct, server.socket(), SOON)) {
            var nested = caller.callAsync(call(PARKED, "x"))
                    .thenApply(answer -> caller.call(echo("y"), SOON).getValue());
            nextParked().answer().complete(StringValue.of("done"));

            assertThatThrownBy(() -> success(nested)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }
}
