// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.ascii;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.end;
import static io.longshore.ttrpc.Harbour.failure;
import static io.longshore.ttrpc.Harbour.raw;
import static io.longshore.ttrpc.Harbour.success;
import static io.longshore.ttrpc.Harbour.zeros;
import static io.longshore.ttrpc.ScriptedPeer.RESPONSE;
import static io.longshore.ttrpc.ScriptedPeer.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.StringValue;
import io.longshore.ttrpc.TtrpcException.Kind;
import io.longshore.ttrpc.internal.wire.Request;
import io.longshore.ttrpc.internal.wire.Response;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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

/** A client whose server is torn, hostile or asleep. */
@Timeout(60)
class BadServerTest {

    private static final int LEAST_QUEUE = (4 << 20) + 10;

    @TempDir
    Path directory;

    private Harbour harbour;
    private ServerSocketChannel listener;
    private TtrpcClient client;
    private ScriptedPeer peer;
    private TtrpcClient neighbour;

    @BeforeEach
    void open() throws IOException {
        harbour = new Harbour();
        listener = ScriptedPeer.listen(directory.resolve("p"));
        client = TtrpcClient.connect(harbour.loop, directory.resolve("p"), SOON, new TtrpcLimits(1024, LEAST_QUEUE));
        peer = ScriptedPeer.accept(listener);
        neighbour = harbour.dial(harbour.serve(directory.resolve("s")).socket());
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        assertThat(neighbour.call(echo("unharmed"), SOON).getValue()).isEqualTo("unharmed");
        peer.close();
        listener.close();
        harbour.close();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                argumentSet("not ttrpc at all", (Object) ascii("HTTP/1.1 400 Bad Request\r\n\r\n")),
                argumentSet("type 0", (Object) frame(1, 0)),
                argumentSet("a request", (Object) frame(1, ScriptedPeer.REQUEST)),
                argumentSet("a stream's data", (Object) frame(1, ScriptedPeer.DATA)),
                argumentSet("type 255", (Object) frame(1, 255)),
                argumentSet("even stream", (Object) frame(2, RESPONSE)),
                argumentSet("stream 0", (Object) frame(0, RESPONSE)),
                argumentSet("a stream that was never opened", (Object) frame(5, RESPONSE)),
                argumentSet("the last stream of all", (Object) frame(-1, RESPONSE)),
                argumentSet("a length of 4 GiB", (Object) frame(-1, 1, RESPONSE, 0)),
                argumentSet("a length of 2 GiB", (Object) frame(Integer.MAX_VALUE, 1, RESPONSE, 0)),
                argumentSet("a length just past what is skipped", (Object) frame((64 << 20) + 1, 1, RESPONSE, 0)));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void violationEndsTheConnectionForEveryCaller(byte[] bytes) throws Exception {
        var first = client.callAsync(echo("1"));
        var second = client.callAsync(echo("2").withTimeout(Duration.ofHours(1)));

        peer.write(bytes);

        assertThat(failure(first).kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
        assertThat(failure(second).kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
        assertThat(end(client).kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
        assertThat(failure(client.callAsync(echo("3"))).kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomBytesEndTheConnection(long seed) throws Exception {
        byte[] noise = new byte[100_000];
        new Random(seed).nextBytes(noise);
        var pending = client.callAsync(echo("1"));
        peer.read();

        try {
            peer.write(noise);
            peer.channel.shutdownOutput();
        } catch (IOException e) {
            assertThat(client.isOpen()).as("the client hung up on %s", e).isFalse();
        }

        assertThat(failure(pending).kind()).isIn(Kind.PROTOCOL_VIOLATION, Kind.CONNECTION_LOST);
        assertThat(end(client).kind()).isIn(Kind.PROTOCOL_VIOLATION, Kind.CONNECTION_LOST);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 9, 10, 11, 40})
    void endOfStreamAnywhereInAFrameIsALostConnection(int bytes) throws Exception {
        var pending = client.callAsync(echo("1"));
        peer.read();
        byte[] whole = frame(1, RESPONSE, new byte[100]);

        peer.write(java.util.Arrays.copyOf(whole, bytes));
        peer.channel.shutdownOutput();

        assertThat(failure(pending).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure(pending).code()).isEqualTo(TtrpcCode.UNAVAILABLE);
        assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }

    @Test
    void resetIsALostConnection() throws Exception {
        // closing with the request unread makes the kernel reset the connection
        var pending = client.callAsync(echo("1"));

        peer.close();

        assertThat(failure(pending).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }

    @Test
    void endOfStreamIsNoticedWithoutACall() throws Exception {
        peer.close();

        assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void answerSentJustBeforeTheEndStillCounts() throws Exception {
        var answered = client.callAsync(echo("1"));
        var unanswered = client.callAsync(echo("2"));
        peer.read();
        peer.read();

        peer.write(frame(1, RESPONSE, response("bye")));
        peer.close();

        assertThat(success(answered).getValue()).isEqualTo("bye");
        assertThat(failure(unanswered).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }

    @Test
    void undecodableResponseFailsItsCallAlone() throws Exception {
        var first = client.callAsync(echo("1"));
        var second = client.callAsync(echo("2"));

        peer.write(frame(1, RESPONSE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF));
        peer.write(frame(3, RESPONSE, response("fine")));

        assertThat(failure(first).kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
        assertThat(success(second).getValue()).isEqualTo("fine");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void undecodablePayloadFailsItsCallAlone() throws Exception {
        var first = client.callAsync(echo("1"));
        byte[] garbage = Response.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[] {(byte) 0x0A, (byte) 0x7F}))
                .build()
                .toByteArray();

        peer.write(frame(1, RESPONSE, garbage));

        assertThat(failure(first).kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void secondAnswerOfACallIsIgnored() throws Exception {
        var first = client.callAsync(echo("1"));
        var second = client.callAsync(echo("2"));

        peer.write(frame(1, RESPONSE, response("one")));
        peer.write(frame(1, RESPONSE, response("one again")));
        peer.write(frame(3, RESPONSE, response("two")));

        assertThat(success(first).getValue()).isEqualTo("one");
        assertThat(success(second).getValue()).isEqualTo("two");
    }

    @Test
    void codeThatNobodyKnowsIsUnknownAndNotSuccess() throws Exception {
        var first = client.callAsync(echo("1"));
        Response strange = Response.newBuilder()
                .setStatus(io.longshore.ttrpc.internal.wire.Status.newBuilder().setCode(4711))
                .build();

        peer.write(frame(1, RESPONSE, strange.toByteArray()));

        assertThat(failure(first).kind()).isEqualTo(Kind.STATUS);
        assertThat(failure(first).code()).isEqualTo(TtrpcCode.UNKNOWN);
    }

    @Test
    void answerThatArrivesByteByByteIsWhole() throws Exception {
        var first = client.callAsync(echo("1"));

        for (byte one : frame(1, RESPONSE, response("drip"))) {
            peer.write(new byte[] {one});
        }

        assertThat(success(first).getValue()).isEqualTo("drip");
    }

    @Test
    void peerThatStopsReadingHoldsUpNobodyForLongerThanTheyWait() throws Exception {
        // given more than the socket takes
        List<CompletableFuture<BytesValue>> waiting = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            waiting.add(client.callAsync(raw(Harbour.ECHO, zeros(64 << 10))));
        }

        // when a caller waits in vain
        TtrpcException late =
                catchThrowableOfType(TtrpcException.class, () -> client.call(echo("x"), Duration.ofMillis(100)));

        // then it stops at its deadline
        assertThat(late.kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);

        // and when the queue is full, the next is refused
        TtrpcException refused = null;
        for (int i = 0; i < 1_000 && refused == null; i++) {
            var next = client.callAsync(raw(Harbour.ECHO, zeros(64 << 10)));
            if (next.isCompletedExceptionally()) {
                refused = failure(next);
            } else {
                waiting.add(next);
            }
        }
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
        assertThat(waiting.size() * (64L << 10)).isBetween((long) LEAST_QUEUE - (64 << 10), 2L * LEAST_QUEUE);

        // and the rest ends with the connection
        client.close();
        for (var one : waiting) {
            assertThat(failure(one).kind()).isEqualTo(Kind.CONNECTION_CLOSED);
        }
    }

    @Test
    void peerThatReadsAgainGetsEveryFrameWholeAndNoneThatWasGivenUp() throws Exception {
        List<CompletableFuture<BytesValue>> waiting = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            waiting.add(client.callAsync(raw(Harbour.ECHO, zeros((64 << 10) + i))));
        }
        waiting.get(31).cancel(false);

        for (int i = 0; i < 31; i++) {
            ScriptedPeer.Frame request = peer.read();
            assertThat(request.stream()).isEqualTo(2 * i + 1);
            assertThat(Request.parseFrom(request.data()).getPayload().size()).isEqualTo((64 << 10) + i);
            peer.write(frame(request.stream(), RESPONSE));
        }
        for (int i = 0; i < 31; i++) {
            assertThat(success(waiting.get(i))).isEqualTo(BytesValue.getDefaultInstance());
        }
        var next = client.callAsync(echo("next"));
        assertThat(peer.read().stream()).isEqualTo(65);
        assertThat(next).isNotDone();
    }

    private static byte[] response(String text) {
        return Response.newBuilder()
                .setPayload(StringValue.of(text).toByteString())
                .build()
                .toByteArray();
    }
}
