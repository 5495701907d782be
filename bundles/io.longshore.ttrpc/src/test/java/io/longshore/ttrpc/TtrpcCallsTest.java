// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.CallsFixture.FAILS;
import static io.longshore.ttrpc.CallsFixture.PARKED;
import static io.longshore.ttrpc.Harbour.ECHO;
import static io.longshore.ttrpc.Harbour.NEVER;
import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.call;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.failure;
import static io.longshore.ttrpc.Harbour.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.StringValue;
import io.longshore.ttrpc.CallsFixture.Parked;
import io.longshore.ttrpc.TtrpcException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and server together, over a real socket: what is asked, and what is answered. */
@Timeout(60)
class TtrpcCallsTest {

    @TempDir
    Path directory;

    private CallsFixture fixture;
    private Harbour harbour;
    private Map<TtrpcMethod, TtrpcHandler> handlers;
    private TtrpcClient client;

    @BeforeEach
    void open() throws IOException {
        fixture = new CallsFixture(directory);
        harbour = fixture.harbour;
        handlers = fixture.handlers;
        client = fixture.client;
    }

    @AfterEach
    void close() throws InterruptedException {
        fixture.close();
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

        TtrpcRequest request = fixture.nextParked().request();
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

        assertThat(fixture.nextParked().request().timeout()).isNull();
        assertThat(answer).isNotDone();
    }

    @Test
    void statusOfTheHandlerArrivesWithItsDetails() throws Exception {
        var answer = client.callAsync(call(PARKED, "x"));
        Any detail = Any.newBuilder().setTypeUrl("longshore.Detail").build();

        fixture.nextParked()
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
        Parked one = fixture.nextParked();
        Parked other = fixture.nextParked();

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
}
