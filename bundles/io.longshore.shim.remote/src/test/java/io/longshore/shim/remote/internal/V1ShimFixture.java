// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.posix.LinuxPosix;
import io.longshore.protos.shim.v1.CreateTaskResponse;
import io.longshore.protos.shim.v1.StateResponse;
import io.longshore.protos.shim.v1.WaitResponse;
import io.longshore.protos.types.Status;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcHandler;
import io.longshore.ttrpc.TtrpcLoop;
import io.longshore.ttrpc.TtrpcMethod;
import io.longshore.ttrpc.TtrpcRequest;
import io.longshore.ttrpc.TtrpcServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The calls of a shim, answered by a server of ours that says what the real one will not. */
abstract class V1ShimFixture {
    static final Duration LONG = Duration.ofSeconds(10);
    static final Instant AT = Instant.parse("2026-11-24T10:00:00.123456789Z");
    static final Timestamp WIRE_AT = Timestamp.newBuilder()
            .setSeconds(AT.getEpochSecond())
            .setNanos(AT.getNano())
            .build();
    static final Timestamp GO_ZERO =
            Timestamp.newBuilder().setSeconds(-62_135_596_800L).build();

    @TempDir
    Path directory;

    final ExecutorService executor = Executors.newCachedThreadPool();
    final Map<String, CompletionStage<? extends MessageLite>> answers = new HashMap<>();
    final BlockingQueue<TtrpcRequest> requests = new LinkedBlockingQueue<>();
    final FakeProcess process = new FakeProcess();
    final LinuxPosix posix = new LinuxPosix();
    TtrpcLoop loop;
    TtrpcServer server;
    RemoteShim shim;

    /** A shim's process that ends when it is told to. */
    static final class FakeProcess implements ShimProcess {
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

    void answer(String method, MessageLite message) {
        answers.put(method, CompletableFuture.completedFuture(message));
    }

    void refuse(String method, TtrpcCode code, String message) {
        answers.put(method, CompletableFuture.failedFuture(new TtrpcException(code, message)));
    }

    TtrpcRequest request() throws InterruptedException {
        TtrpcRequest request = requests.poll(10, SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.metadata()).containsEntry("containerd-namespace-ttrpc", List.of("ns"));
        return request;
    }

    void create() throws Exception {
        answer("Create", CreateTaskResponse.getDefaultInstance());
        shim.create(
                new ShimTask(new ContainerId("web"), Path.of("/run/bundle"), "/usr/sbin/runc", CreateOptions.DEFAULT),
                LONG);
        assertThat(request().method().method()).isEqualTo("Create");
    }

    /** What a shim says of an added process whose start failed. */
    void answerAsAfterAFailedStart() {
        answer("State", StateResponse.newBuilder().setStatus(Status.CREATED).build());
        answer("Wait", WaitResponse.newBuilder().setExitedAt(GO_ZERO).build());
    }
}
