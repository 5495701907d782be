// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.CallsFixture.FAILS;
import static io.longshore.ttrpc.CallsFixture.PARKED;
import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.call;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.failure;
import static io.longshore.ttrpc.Harbour.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import io.longshore.ttrpc.CallsFixture.Parked;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which threads answers come on. */
@Timeout(60)
class AnswerThreadsTest {

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
        Parked one = fixture.nextParked();
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
            fixture.nextParked().answer().complete(StringValue.of("done"));

            assertThatThrownBy(() -> success(nested)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }
}
