// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcException.Kind;
import io.longshore.ttrpc.TtrpcStatus;
import io.longshore.ttrpc.internal.wire.Request;
import io.longshore.ttrpc.internal.wire.Response;
import io.longshore.ttrpc.internal.wire.Status;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** The client's side of a connection: which stream belongs to which call. */
public final class ClientStreams implements FrameHandler {

    private static final long LAST_STREAM = 0xFFFF_FFFFL;

    private final Connection connection;
    private final int maxCalls;
    private final Consumer<TtrpcException> onEnd;
    private final ConcurrentMap<Long, PendingCall> pending = new ConcurrentHashMap<>();
    private final Object sendOrder = new Object();
    private volatile long nextStream = 1; // changed under sendOrder

    public ClientStreams(
            IoLoop loop, SocketChannel channel, int maxCalls, int queuedBytes, Consumer<TtrpcException> onEnd) {
        this.maxCalls = maxCalls;
        this.onEnd = onEnd;
        this.connection = new Connection(loop, channel, queuedBytes, true, this);
    }

    /** Throws a TtrpcException if the channel or the loop is of no use; the channel is closed then. */
    public void open() {
        connection.open();
    }

    public boolean isOpen() {
        return connection.ended() == null;
    }

    public void close() {
        connection.end(Failures.closed("the ttrpc client was closed"));
    }

    /** Throws a TtrpcException if nothing was sent, for one of the limits or because the connection has ended. */
    public PendingCall start(String name, Request request) {
        int size = request.getSerializedSize();
        if (size > Frame.MAX_DATA) {
            throw Failures.refused(name + " is too large: " + size + " bytes of at most " + Frame.MAX_DATA);
        }
        ByteBuffer frame = Frame.encode(0, Frame.REQUEST, request);
        PendingCall call;
        // ids must increase on the wire, so numbering and sending are one step; sending does not block
        synchronized (sendOrder) {
            call = register(name, frame);
            if (!connection.send(frame)) {
                pending.remove(call.streamId, call);
                throw Failures.refused(name + " was not sent: the peer takes nothing and the queue is full");
            }
        }
        // if the connection ended since the call was registered, ended() may have missed it
        TtrpcException end = connection.ended();
        if (end != null) {
            abandon(call, Failures.ended(name, end));
        }
        return call;
    }

    private PendingCall register(String name, ByteBuffer frame) {
        TtrpcException end = connection.ended();
        if (end != null) {
            throw Failures.ended(name, end);
        }
        if (pending.size() >= maxCalls) {
            throw Failures.refused(name + " was not sent: " + maxCalls + " calls are in flight");
        }
        long stream = nextStream;
        if (stream > LAST_STREAM) {
            throw Failures.refused(name + " was not sent: this connection has used up its stream ids");
        }
        Frame.setStream(frame, stream);
        PendingCall call = new PendingCall(stream, name, frame);
        pending.put(stream, call);
        nextStream = stream + 2;
        return call;
    }

    /** Ends a call that has no answer yet; does nothing otherwise. */
    public void abandon(PendingCall call, TtrpcException reason) {
        if (pending.remove(call.streamId, call)) {
            connection.withdraw(call.frame);
            call.completeExceptionally(reason);
        }
    }

    @Override
    public void header(Frame.Header header) {
        if (header.type() != Frame.RESPONSE) {
            throw Failures.violation("the peer sent a frame of type " + header.type()
                    + (header.type() == Frame.DATA ? ": streams are not supported" : " in place of a response"));
        }
        if (!header.hasClientStream() || header.streamId() >= nextStream) {
            throw Failures.violation("the peer answered on stream " + header.streamId() + ", which was never opened");
        }
    }

    @Override
    public void frame(Frame.Header header, byte[] data) {
        PendingCall call = pending.remove(header.streamId());
        if (call == null) {
            return; // given up before: the answer is late
        }
        try {
            Response response = Response.parseFrom(data);
            if (response.getStatus().getCode() == TtrpcCode.OK.number()) {
                call.complete(response.getPayload());
            } else {
                call.completeExceptionally(answered(call, response.getStatus()));
            }
        } catch (InvalidProtocolBufferException e) {
            call.completeExceptionally(new TtrpcException(
                    Kind.PROTOCOL_VIOLATION,
                    TtrpcCode.INTERNAL,
                    "the answer to " + call.name + " is not a response",
                    e));
        }
    }

    @Override
    public void oversized(Frame.Header header) {
        PendingCall call = pending.remove(header.streamId());
        if (call != null) {
            call.completeExceptionally(new TtrpcException(
                    Kind.PROTOCOL_VIOLATION,
                    TtrpcCode.RESOURCE_EXHAUSTED,
                    "the answer to " + call.name + " is too large: " + header.length() + " bytes of at most "
                            + Frame.MAX_DATA,
                    null));
        }
    }

    @Override
    public void ended(TtrpcException cause) {
        pending.values().forEach(call -> abandon(call, Failures.ended(call.name, cause)));
        onEnd.accept(cause);
    }

    private static TtrpcException answered(PendingCall call, Status status) {
        TtrpcCode code = TtrpcCode.of(status.getCode());
        return new TtrpcException(
                Kind.STATUS,
                new TtrpcStatus(code, status.getMessage(), status.getDetailsList()),
                call.name + " was answered " + code + ": " + status.getMessage(),
                null);
    }
}
