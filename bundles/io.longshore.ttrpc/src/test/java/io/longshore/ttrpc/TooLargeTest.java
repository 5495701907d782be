// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.failure;
import static io.longshore.ttrpc.Harbour.raw;
import static io.longshore.ttrpc.Harbour.success;
import static io.longshore.ttrpc.Harbour.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.StringValue;
import io.longshore.ttrpc.TtrpcException.Kind;
import io.longshore.ttrpc.internal.wire.Request;
import io.longshore.ttrpc.internal.wire.Response;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The limit of 4 MiB, to the byte, in both directions. */
@Timeout(60)
class TooLargeTest {

    private static final int LIMIT = 4_194_304;
    private static final TtrpcMethod COUNT = new TtrpcMethod("longshore.test.Port", "Count");
    private static final TtrpcMethod LOAD = new TtrpcMethod("longshore.test.Port", "Load");

    @TempDir
    Path directory;

    private Harbour harbour;
    private TtrpcServer server;
    private TtrpcClient client;

    @BeforeEach
    void open() throws IOException {
        harbour = new Harbour();
        server = TtrpcServer.bind(
                harbour.loop,
                directory.resolve("s"),
                Map.of(
                        Harbour.ECHO,
                        Harbour.ECHOES,
                        COUNT,
                        request -> CompletableFuture.completedFuture(BytesValue.of(ByteString.copyFromUtf8(
                                String.valueOf(request.payload().size())))),
                        LOAD,
                        request -> CompletableFuture.completedFuture(BytesValue.of(zeros(Integer.parseInt(
                                request.decode(StringValue.parser()).getValue()))))));
        client = harbour.dial(server.socket());
    }

    @AfterEach
    void close() throws InterruptedException {
        harbour.close();
    }

    private static Request request(int payload) {
        return Request.newBuilder()
                .setService(COUNT.service())
                .setMethod(COUNT.method())
                .setPayload(zeros(payload))
                .build();
    }

    private static int payloadOfLargestRequest() {
        return LIMIT - (request(LIMIT - 100).getSerializedSize() - (LIMIT - 100));
    }

    private static int valueOfLargestResponse() {
        int guess = LIMIT - 100;
        Response response = Response.newBuilder()
                .setPayload(BytesValue.of(zeros(guess)).toByteString())
                .build();
        return LIMIT - (response.getSerializedSize() - guess);
    }

    @Test
    void requestOfExactlyTheLimitPasses() throws Exception {
        int payload = payloadOfLargestRequest();
        assertThat(request(payload).getSerializedSize()).isEqualTo(LIMIT);

        BytesValue answer = success(client.callAsync(raw(COUNT, zeros(payload))));

        assertThat(answer.getValue().toStringUtf8()).isEqualTo(String.valueOf(payload));
    }

    @Test
    void requestOneByteLongerIsRefusedBeforeItIsSent() throws Exception {
        TtrpcException failure = failure(client.callAsync(raw(COUNT, zeros(payloadOfLargestRequest() + 1))));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.code()).isEqualTo(TtrpcCode.RESOURCE_EXHAUSTED);
        assertThat(client.call(echo("still here"), SOON).getValue()).isEqualTo("still here");
    }

    @Test
    void answerOfExactlyTheLimitPasses() throws Exception {
        int value = valueOfLargestResponse();

        var call =
                TtrpcCall.of(LOAD.service(), LOAD.method(), StringValue.of(String.valueOf(value)), BytesValue.parser());

        assertThat(success(client.callAsync(call)).getValue().size()).isEqualTo(value);
    }

    @Test
    void answerOneByteLongerIsReportedInItsPlace() throws Exception {
        var call = TtrpcCall.of(
                LOAD.service(),
                LOAD.method(),
                StringValue.of(String.valueOf(valueOfLargestResponse() + 1)),
                BytesValue.parser());

        TtrpcException failure = failure(client.callAsync(call));

        assertThat(failure.kind()).isEqualTo(Kind.STATUS);
        assertThat(failure.code()).isEqualTo(TtrpcCode.RESOURCE_EXHAUSTED);
        assertThat(client.call(echo("still here"), SOON).getValue()).isEqualTo("still here");
    }

    @Test
    void serverSkipsARequestOneByteLongerAndSaysSo() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.connect(server.socket())) {
            peer.write(ScriptedPeer.frame(1, ScriptedPeer.REQUEST, new byte[LIMIT + 1]));
            peer.write(ScriptedPeer.frame(3, ScriptedPeer.REQUEST, request(5).toByteArray()));

            ScriptedPeer.Frame refused = peer.read();
            ScriptedPeer.Frame served = peer.read();

            assertThat(refused.stream()).isEqualTo(1);
            assertThat(Response.parseFrom(refused.data()).getStatus().getCode())
                    .isEqualTo(TtrpcCode.RESOURCE_EXHAUSTED.number());
            assertThat(served.stream()).isEqualTo(3);
            assertThat(Response.parseFrom(served.data()).hasStatus()).isFalse();
        }
    }

    @Test
    void clientSkipsAnAnswerOneByteLongerAndFailsThatCallAlone() throws Exception {
        try (ServerSocketChannel listener = ScriptedPeer.listen(directory.resolve("p"));
                TtrpcClient caller = harbour.dial(directory.resolve("p"));
                ScriptedPeer peer = ScriptedPeer.accept(listener)) {
            var first = caller.callAsync(echo("first"));
            var second = caller.callAsync(echo("second"));
            peer.read();
            peer.read();

            peer.write(ScriptedPeer.frame(1, ScriptedPeer.RESPONSE, new byte[LIMIT + 1]));
            peer.write(ScriptedPeer.frame(3, ScriptedPeer.RESPONSE));

            assertThat(failure(first).kind()).isEqualTo(Kind.PROTOCOL_VIOLATION);
            assertThat(failure(first).code()).isEqualTo(TtrpcCode.RESOURCE_EXHAUSTED);
            assertThat(success(second)).isEqualTo(StringValue.getDefaultInstance());
            assertThat(caller.isOpen()).isTrue();
        }
    }
}
