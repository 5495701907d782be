// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A peer that sends anything over a real socket. As client it gets whole answers and is dropped when it breaks the rules; as
 * server it makes our call fail as documented, or answers it. A peer that keeps to the rules is served all the while.
 */
class ForeignPeerFuzzTest {
    private static final TtrpcMethod ECHO = new TtrpcMethod("s", "m");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int HEADER = 10;

    @TempDir
    static Path directory;

    private static final ExecutorService EXECUTOR = Executors.newSingleThreadExecutor();
    private static TtrpcLoop loop;
    private static TtrpcServer server;
    private static TtrpcClient good;

    @BeforeAll
    static void serve() throws IOException {
        loop = TtrpcLoop.start("fuzz-ttrpc", EXECUTOR);
        TtrpcHandler echo = request -> CompletableFuture.completedFuture(
                Any.newBuilder().setValue(request.payload()).build());
        server = TtrpcServer.bind(loop, directory.resolve("s"), Map.of(ECHO, echo));
        good = TtrpcClient.connect(loop, server.socket(), PATIENCE);
    }

    @AfterAll
    static void end() {
        good.close();
        server.close();
        loop.close();
        EXECUTOR.shutdownNow();
    }

    @FuzzTest
    void peerThatSendsAnythingDisturbsNobody(FuzzedDataProvider data) throws IOException {
        boolean asServer = data.consumeBoolean();
        ByteBuffer bytes = frames(data);

        if (asServer) {
            answerWith(bytes);
        } else {
            askWith(bytes);
        }

        ByteString payload = ByteString.copyFromUtf8("still there");
        Any sent = Any.newBuilder().setValue(payload).build();
        assertThat(good.call(TtrpcCall.of("s", "m", sent, Any.parser()), PATIENCE)
                        .getValue())
                .isEqualTo(sent.toByteString());
    }

    /** Frames with a sensible header or none, so that not everything is over with the first. */
    private static ByteBuffer frames(FuzzedDataProvider data) {
        ByteBuffer frames = ByteBuffer.allocate(32 << 10);
        int stream = 1;
        while (data.remainingBytes() > 0 && frames.remaining() > 2_000) {
            if (data.consumeProbabilityDouble() < 0.9) {
                byte type = data.consumeByte((byte) 1, (byte) 3);
                byte flags = data.consumeBoolean() ? 0 : data.consumeByte();
                byte[] content = data.consumeBytes(500);
                int length = data.consumeProbabilityDouble() < 0.95 ? content.length : data.consumeInt();
                frames.putInt(length).putInt(stream).put(type).put(flags).put(content);
                stream += data.consumeProbabilityDouble() < 0.9 ? 2 : data.consumeInt(-3, 3);
            } else {
                frames.put(data.consumeBytes(20));
            }
        }
        return frames.flip();
    }

    private static void askWith(ByteBuffer bytes) throws IOException {
        try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
            try {
                while (bytes.hasRemaining()) {
                    peer.write(bytes);
                }
                peer.shutdownOutput();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Broken pipe"); // dropped while it was talking
            }
            ByteBuffer answers = ByteBuffer.allocate(64 << 10);
            try {
                while (peer.read(answers) >= 0 && answers.hasRemaining()) {}
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("reset");
            }
            checkAnswers(answers.flip());
        }
    }

    private static void checkAnswers(ByteBuffer answers) {
        while (answers.remaining() >= HEADER) {
            int length = answers.getInt();
            assertThat(answers.getInt() & 1).isEqualTo(1);
            assertThat(answers.get()).isEqualTo((byte) 2);
            assertThat(answers.get()).isZero();
            if (length > answers.remaining()) {
                return; // cut off by the end of the connection
            }
            answers.position(answers.position() + length);
        }
    }

    private static void answerWith(ByteBuffer bytes) throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = directory.resolve("f" + System.nanoTime());
            listening.bind(UnixDomainSocketAddress.of(socket));
            try (TtrpcClient client = TtrpcClient.connect(loop, socket, PATIENCE);
                    SocketChannel peer = listening.accept()) {
                CompletableFuture<Any> answer =
                        client.callAsync(TtrpcCall.of("s", "m", Any.getDefaultInstance(), Any.parser()));
                while (bytes.hasRemaining()) {
                    peer.write(bytes);
                }
                peer.shutdownOutput();
                Throwable failure = answer.handle((value, thrown) -> thrown)
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join();
                assertThat(failure)
                        .satisfiesAnyOf(
                                thrown -> assertThat(thrown).isNull(),
                                thrown -> assertThat(thrown).isInstanceOf(TtrpcException.class));
            } finally {
                Files.deleteIfExists(socket);
            }
        }
    }
}
