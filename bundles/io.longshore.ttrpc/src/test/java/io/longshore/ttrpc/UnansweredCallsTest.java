// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.CallsFixture.PARKED;
import static io.longshore.ttrpc.Harbour.NEVER;
import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.call;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.failure;
import static io.longshore.ttrpc.Harbour.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.StringValue;
import io.longshore.ttrpc.CallsFixture.Parked;
import io.longshore.ttrpc.TtrpcException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that end without an answer: by their time, by whoever made them, or as there are too many. */
@Timeout(60)
class UnansweredCallsTest {

    @TempDir
    Path directory;

    private CallsFixture fixture;
    private Harbour harbour;
    private Map<TtrpcMethod, TtrpcHandler> handlers;
    private TtrpcServer server;
    private TtrpcClient client;

    @BeforeEach
    void open() throws IOException {
        fixture = new CallsFixture(directory);
        harbour = fixture.harbour;
        handlers = fixture.handlers;
        server = fixture.server;
        client = fixture.client;
    }

    @AfterEach
    void close() throws InterruptedException {
        fixture.close();
    }

    @Test
    void blockingCallEndsAtItsDeadlineAndTheLateAnswerIsDropped() throws Exception {
        TtrpcException failure = catchThrowableOfType(
                TtrpcException.class, () -> client.call(call(PARKED, "slow"), Duration.ofMillis(50)));

        assertThat(failure.kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);
        assertThat(failure.code()).isEqualTo(TtrpcCode.DEADLINE_EXCEEDED);
        fixture.nextParked().answer().complete(StringValue.of("too late"));
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
        Parked one = fixture.nextParked();

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
        fixture.nextParked().answer().complete(StringValue.of("done"));
        fixture.nextParked().answer().complete(StringValue.of("done"));
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
            Parked one = fixture.nextParked();

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
        Parked one = fixture.nextParked();

        caller.interrupt();

        assertThat(success(seen)).isEqualTo(Kind.CANCELLED);
        assertThat(success(flag)).isTrue();
        caller.join();
        one.answer().complete(StringValue.of("too late"));
        assertThat(client.call(echo("next"), SOON).getValue()).isEqualTo("next");
    }
}
