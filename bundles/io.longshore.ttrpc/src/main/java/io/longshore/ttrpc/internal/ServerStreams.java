// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcHandler;
import io.longshore.ttrpc.TtrpcMethod;
import io.longshore.ttrpc.TtrpcRequest;
import io.longshore.ttrpc.TtrpcStatus;
import io.longshore.ttrpc.internal.wire.KeyValue;
import io.longshore.ttrpc.internal.wire.Request;
import io.longshore.ttrpc.internal.wire.Response;
import io.longshore.ttrpc.internal.wire.Status;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's side of a connection: requests to handlers, their answers back. */
final class ServerStreams implements FrameHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ServerStreams.class);

    private final ServerSide side;
    private final Consumer<ServerStreams> onEnd;
    private final Connection connection;
    private final AtomicInteger inFlight = new AtomicInteger();
    private long lastStream; // only on the loop's thread

    ServerStreams(IoLoop loop, SocketChannel channel, ServerSide side, Consumer<ServerStreams> onEnd) {
        this.side = side;
        this.onEnd = onEnd;
        this.connection = new Connection(loop, channel, side.limits().queuedBytes(), false, this);
    }

    void open() {
        connection.open();
    }

    void close() {
        connection.end(Failures.closed("the ttrpc server was closed"));
    }

    @Override
    public void header(Frame.Header header) {
        if (header.type() != Frame.REQUEST) {
            throw Failures.violation("the peer sent a frame of type " + header.type()
                    + (header.type() == Frame.DATA ? ": streams are not supported" : " in place of a request"));
        }
        if (!header.hasClientStream() || header.streamId() <= lastStream) {
            throw Failures.violation("the peer opened stream " + header.streamId() + " after " + lastStream);
        }
        lastStream = header.streamId();
    }

    @Override
    public void oversized(Frame.Header header) {
        answer(header.streamId(), TtrpcCode.RESOURCE_EXHAUSTED, tooLarge("request", header.length()));
    }

    @Override
    public void frame(Frame.Header header, byte[] data) {
        long stream = header.streamId();
        if (header.flags() != 0) {
            answer(stream, TtrpcCode.UNIMPLEMENTED, "streams are not supported");
            return;
        }
        Request request;
        try {
            request = Request.parseFrom(data);
        } catch (InvalidProtocolBufferException e) {
            answer(stream, TtrpcCode.INVALID_ARGUMENT, "the request cannot be decoded");
            return;
        }
        TtrpcHandler handler =
                request.getService().isEmpty() || request.getMethod().isEmpty()
                        ? null
                        : side.handlers().get(new TtrpcMethod(request.getService(), request.getMethod()));
        if (handler == null) {
            answer(stream, TtrpcCode.UNIMPLEMENTED, "no method " + request.getService() + "/" + request.getMethod());
            return;
        }
        if (inFlight.incrementAndGet() > side.limits().callsInFlight()) {
            inFlight.decrementAndGet();
            answer(stream, TtrpcCode.RESOURCE_EXHAUSTED, "too many requests in flight on this connection");
            return;
        }
        try {
            side.executor().execute(() -> serve(stream, handler, request));
        } catch (RejectedExecutionException e) {
            inFlight.decrementAndGet();
            answer(stream, TtrpcCode.UNAVAILABLE, "the server takes no more requests");
        }
    }

    @Override
    public void ended(TtrpcException cause) {
        LOG.debug("ttrpc connection of a client ended", cause);
        onEnd.accept(this);
    }

    private void serve(long stream, TtrpcHandler handler, Request request) {
        TtrpcRequest received = received(request);
        try {
            CompletionStage<? extends MessageLite> answer = handler.handle(received);
            var unused = answer.whenComplete((message, failure) -> finish(stream, received, message, failure));
        } catch (Exception | Error e) {
            finish(stream, received, null, e);
        }
    }

    private void finish(long stream, TtrpcRequest request, @Nullable MessageLite message, @Nullable Throwable failure) {
        inFlight.decrementAndGet();
        if (message != null) {
            answer(
                    stream,
                    Response.newBuilder().setPayload(message.toByteString()).build());
            return;
        }
        Throwable reason =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (reason instanceof TtrpcException known && known.code() != TtrpcCode.OK) {
            answer(stream, known.status());
        } else {
            LOG.warn("handler of {} failed, its client is told UNKNOWN", request.method(), reason);
            answer(stream, TtrpcCode.UNKNOWN, reason == null ? "no answer" : reason.toString());
        }
    }

    private void answer(long stream, TtrpcCode code, String message) {
        answer(stream, new TtrpcStatus(code, message));
    }

    private void answer(long stream, TtrpcStatus status) {
        answer(
                stream,
                Response.newBuilder()
                        .setStatus(Status.newBuilder()
                                .setCode(status.code().number())
                                .setMessage(status.message())
                                .addAllDetails(status.details()))
                        .build());
    }

    private void answer(long stream, Response response) {
        if (response.getSerializedSize() > Frame.MAX_DATA) {
            answer(stream, TtrpcCode.RESOURCE_EXHAUSTED, tooLarge("answer", response.getSerializedSize()));
        } else if (!connection.send(Frame.encode(stream, Frame.RESPONSE, response))) {
            connection.end(Failures.refused("the client does not read its answers and the queue is full"));
        }
    }

    private static TtrpcRequest received(Request request) {
        Map<String, List<String>> metadata = new LinkedHashMap<>();
        for (KeyValue entry : request.getMetadataList()) {
            metadata.computeIfAbsent(entry.getKey(), key -> new ArrayList<>()).add(entry.getValue());
        }
        return new TtrpcRequest(
                new TtrpcMethod(request.getService(), request.getMethod()),
                request.getPayload(),
                metadata,
                request.getTimeoutNano() > 0 ? Duration.ofNanos(request.getTimeoutNano()) : null);
    }

    private static String tooLarge(String what, long length) {
        return "the " + what + " is too large: " + length + " bytes of at most " + Frame.MAX_DATA;
    }
}
