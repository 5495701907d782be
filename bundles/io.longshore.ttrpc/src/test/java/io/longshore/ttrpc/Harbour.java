// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.StringValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop, its executor, and what the tests do with them again and again. */
final class Harbour {

    static final Duration SOON = Duration.ofSeconds(20);
    static final TtrpcMethod ECHO = new TtrpcMethod("longshore.test.Port", "Echo");
    static final TtrpcMethod NEVER = new TtrpcMethod("longshore.test.Port", "Never");

    static final TtrpcHandler ECHOES =
            request -> CompletableFuture.completedFuture(request.decode(StringValue.parser()));
    static final TtrpcHandler NEVER_ANSWERS = request -> new CompletableFuture<StringValue>();

    final ExecutorService executor = Executors.newFixedThreadPool(4, numbered("longshore-test-"));
    final TtrpcLoop loop;

    Harbour() throws IOException {
        loop = TtrpcLoop.start("longshore-test-io", executor);
    }

    TtrpcServer serve(Path socket) throws IOException {
        return TtrpcServer.bind(loop, socket, Map.of(ECHO, ECHOES, NEVER, NEVER_ANSWERS));
    }

    TtrpcClient dial(Path socket) {
        return TtrpcClient.connect(loop, socket, SOON);
    }

    static TtrpcCall<StringValue> echo(String text) {
        return call(ECHO, text);
    }

    static TtrpcCall<StringValue> call(TtrpcMethod method, String text) {
        return TtrpcCall.of(method.service(), method.method(), StringValue.of(text), StringValue.parser());
    }

    static TtrpcCall<BytesValue> raw(TtrpcMethod method, ByteString payload) {
        return new TtrpcCall<>(method, payload, BytesValue.parser(), null, Map.of());
    }

    static ByteString zeros(int length) {
        return ByteString.copyFrom(new byte[length]);
    }

    static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    /** How the future failed. */
    static TtrpcException failure(Future<?> future) throws InterruptedException, TimeoutException {
        try {
            Object value = future.get(SOON.toSeconds(), TimeUnit.SECONDS);
            throw new AssertionError("succeeded with " + value);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TtrpcException failure) {
                return failure;
            }
            throw new AssertionError("failed otherwise", e);
        }
    }

    static <T> T success(Future<T> future) throws InterruptedException, TimeoutException, ExecutionException {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    static TtrpcException end(TtrpcClient client) throws InterruptedException, TimeoutException, ExecutionException {
        return success(client.closed().toCompletableFuture());
    }

    void close() throws InterruptedException {
        loop.close();
        executor.shutdownNow();
        if (!executor.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("a handler or completion hangs");
        }
    }

    private static ThreadFactory numbered(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> new Thread(task, prefix + count.incrementAndGet());
    }
}
