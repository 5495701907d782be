// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.ascii;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.ScriptedPeer.REQUEST;
import static io.longshore.ttrpc.ScriptedPeer.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.StringValue;
import io.longshore.ttrpc.internal.wire.Request;
import io.longshore.ttrpc.internal.wire.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose client is torn, hostile or asleep. */
@Timeout(60)
class BadClientTest {

    private static final TtrpcMethod BULKY = new TtrpcMethod("longshore.test.Port", "Bulky");

    private static final TtrpcMethod BOXED = new TtrpcMethod("longshore.test.Port", "Boxed");

    @TempDir
    Path directory;

    private final CompletableFuture<StringValue> parked = new CompletableFuture<>();
    private final CountDownLatch parkedArrived = new CountDownLatch(1);
    private Harbour harbour;
    private ScriptedPeer peer;
    private TtrpcClient neighbour;

    @BeforeEach
    void open() throws IOException {
        harbour = new Harbour();
        TtrpcServer server = TtrpcServer.bind(
                harbour.loop,
                directory.resolve("s"),
                Map.of(
                        Harbour.ECHO,
                        Harbour.ECHOES,
                        Harbour.NEVER,
                        request -> {
                            parkedArrived.countDown();
                            return parked;
                        },
                        BOXED,
                        request -> CompletableFuture.completedFuture(StringValue.of("x".repeat(4 << 10))),
                        BULKY,
                        request -> CompletableFuture.completedFuture(StringValue.of("x".repeat(1 << 20)))));
        peer = ScriptedPeer.connect(server.socket());
        neighbour = harbour.dial(server.socket());
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        assertThat(neighbour.call(echo("unharmed"), SOON).getValue()).isEqualTo("unharmed");
        peer.close();
        harbour.close();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                argumentSet("not ttrpc at all", (Object) ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n")),
                argumentSet("type 0", (Object) frame(1, 0)),
                argumentSet("a response", (Object) frame(1, ScriptedPeer.RESPONSE)),
                argumentSet("a stream's data", (Object) frame(1, ScriptedPeer.DATA)),
                argumentSet("even stream", (Object) frame(2, REQUEST)),
                argumentSet("stream 0", (Object) frame(0, REQUEST)),
                argumentSet("a length of 4 GiB", (Object) frame(-1, 1, REQUEST, 0)),
                argumentSet("a length of 2 GiB", (Object) frame(Integer.MAX_VALUE, 1, REQUEST, 0)));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void violationEndsTheConnection(byte[] bytes) throws Exception {
        peer.write(bytes);

        assertThat(peer.seesEnd()).isTrue();
    }

    @Test
    void streamIdUsedTwiceEndsTheConnection() throws Exception {
        peer.write(frame(3, REQUEST, request(Harbour.ECHO)));
        peer.read();

        peer.write(frame(3, REQUEST, request(Harbour.ECHO)));

        assertThat(peer.seesEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomBytesHarmNobody(long seed) throws Exception {
        byte[] noise = new byte[10_000];
        new Random(seed).nextBytes(noise);

        peer.write(noise);
        peer.channel.shutdownOutput();

        assertThat(peer.seesEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 15})
    void endOfStreamInTheMiddleOfAFrameEndsTheConnection(int bytes) throws Exception {
        peer.write(java.util.Arrays.copyOf(frame(1, REQUEST, request(Harbour.ECHO)), bytes));
        peer.channel.shutdownOutput();

        assertThat(peer.seesEnd()).isTrue();
    }

    @Test
    void undecodableRequestIsAnsweredAndTheConnectionLives() throws Exception {
        peer.write(frame(1, REQUEST, (byte) 0xFF, (byte) 0xFF));
        peer.write(frame(3, REQUEST, request(Harbour.ECHO)));

        assertThat(Response.parseFrom(peer.read().data()).getStatus().getCode())
                .isEqualTo(TtrpcCode.INVALID_ARGUMENT.number());
        assertThat(peer.read().stream()).isEqualTo(3);
    }

    @Test
    void streamingRequestIsUnimplementedAndTheConnectionLives() throws Exception {
        byte[] request = request(Harbour.ECHO);
        peer.write(frame(request.length, 1, REQUEST, 0x02, request));
        peer.write(frame(3, REQUEST, request));

        assertThat(Response.parseFrom(peer.read().data()).getStatus().getCode())
                .isEqualTo(TtrpcCode.UNIMPLEMENTED.number());
        assertThat(Response.parseFrom(peer.read().data()).hasStatus()).isFalse();
    }

    @Test
    void requestWithoutAMethodIsUnimplemented() throws Exception {
        peer.write(frame(1, REQUEST));

        assertThat(Response.parseFrom(peer.read().data()).getStatus().getCode())
                .isEqualTo(TtrpcCode.UNIMPLEMENTED.number());
    }

    @Test
    void handlerMayAnswerAClientThatIsGone() throws Exception {
        peer.write(frame(1, REQUEST, request(Harbour.NEVER)));
        assertThat(parkedArrived.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

        peer.close();

        assertThat(parked.complete(StringValue.of("anyone?"))).isTrue();
    }

    @Test
    void clientThatDoesNotReadIsNotReadFromUntilItDoes() throws Exception {
        // given a client that sends until nothing more goes in, though others are served meanwhile
        peer.channel.configureBlocking(false);
        ByteBuffer request = ByteBuffer.wrap(frame(1, REQUEST, request(BOXED)));
        int sent = 0;
        for (int refusals = 0; refusals < 50; ) {
            peer.channel.write(request);
            if (request.hasRemaining()) {
                refusals++;
                neighbour.call(echo("meanwhile"), SOON);
            } else {
                sent++;
                refusals = 0;
                request.clear().putInt(4, 2 * sent + 1);
            }
            assertThat(sent)
                    .as("requests taken from a client that does not read")
                    .isLessThan(200_000);
        }

        // when it reads
        peer.channel.configureBlocking(true);

        // then every request was answered
        for (int i = 0; i < sent; i++) {
            assertThat(peer.read().type()).isEqualTo(ScriptedPeer.RESPONSE);
        }
    }

    @Test
    void clientThatLetsTooMuchPileUpIsHungUpOn() {
        // one piece, so that the server has taken them all before its first answer gets stuck
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (int i = 0; i < 64; i++) {
            requests.writeBytes(frame(2 * i + 1, REQUEST, request(BULKY)));
        }
        byte[] piece = requests.toByteArray();
        byte[] rest = frame(1_001, REQUEST, request(BULKY));

        assertThatThrownBy(() -> {
                    peer.write(piece);
                    for (int stream = 1_001; ; stream += 2) {
                        ByteBuffer.wrap(rest).putInt(4, stream);
                        peer.write(rest);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void clientThatReadsLateGetsAllItsAnswers() throws Exception {
        for (int i = 0; i < 8; i++) {
            peer.write(frame(2 * i + 1, REQUEST, request(BULKY)));
        }
        neighbour.call(echo("meanwhile"), SOON);

        for (int i = 0; i < 8; i++) {
            Response response = Response.parseFrom(peer.read().data());
            assertThat(StringValue.parseFrom(response.getPayload()).getValue()).hasSize(1 << 20);
        }
    }

    private static byte[] request(TtrpcMethod method) {
        return Request.newBuilder()
                .setService(method.service())
                .setMethod(method.method())
                .setPayload(StringValue.of("x").toByteString())
                .build()
                .toByteArray();
    }
}
