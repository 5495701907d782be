// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.ttrpc.internal.ClientStreams;
import io.longshore.ttrpc.internal.Connect;
import io.longshore.ttrpc.internal.PendingCall;
import io.longshore.ttrpc.internal.Timers;
import io.longshore.ttrpc.internal.wire.KeyValue;
import io.longshore.ttrpc.internal.wire.Request;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a ttrpc server, carrying many calls at a time.
 *
 * <ul>
 *   <li>Answers may come in any order; a call that is never answered disturbs no other.
 *   <li>Every call ends: by its answer, its timeout, its cancellation, or the end of the connection. A late answer is dropped.
 *   <li>No call blocks in a write. What the peer does not take is queued up to {@link TtrpcLimits#queuedBytes()}.
 *   <li>Once the connection has ended, for whatever reason, it stays so: all calls fail at once, with that reason.
 *   <li>Failures are {@link TtrpcException}s, told apart by their kind.
 * </ul>
 *
 * <p>Whoever made the client closes it. Thread-safe.
 */
public final class TtrpcClient implements AutoCloseable {

    private final TtrpcLoop loop;
    private final ClientStreams streams;
    private final CompletableFuture<TtrpcException> closed = new CompletableFuture<>();

    private TtrpcClient(TtrpcLoop loop, SocketChannel channel, TtrpcLimits limits) {
        this.loop = loop;
        this.streams = new ClientStreams(
                loop.io(),
                channel,
                limits.callsInFlight(),
                limits.queuedBytes(),
                cause -> loop.complete(() -> closed.complete(cause)));
    }

    /** As {@link #connect(TtrpcLoop, Path, Duration, TtrpcLimits)}, with the default limits. */
    public static TtrpcClient connect(TtrpcLoop loop, Path socket, Duration timeout) {
        return connect(loop, socket, timeout, TtrpcLimits.DEFAULT);
    }

    /**
     * Connects to a listening socket; blocks at most for the timeout. Who listens there must be of the user that this process
     * acts as, by {@code SO_PEERCRED}; a stranger is not sent a byte.
     *
     * @throws IllegalArgumentException if the path is longer than 106 bytes
     * @throws TtrpcException {@code CONNECTION_LOST} with the {@link IOException} as its cause if nobody listens there,
     *     {@code DEADLINE_EXCEEDED} if the listener does not take the connection in time, {@code REFUSED} if it is another
     *     user's, {@code CANCELLED} if the thread is interrupted (the flag stays set), {@code CONNECTION_CLOSED} if the loop is
     *     closed
     */
    public static TtrpcClient connect(TtrpcLoop loop, Path socket, Duration timeout, TtrpcLimits limits) {
        TtrpcCall.checkTimeout(timeout);
        return over(loop, Connect.to(socket, timeout, loop.io()), limits);
    }

    /**
     * Takes over a connected channel, such as one half of a pair; from here on it belongs to the client, also if this fails.
     *
     * @throws TtrpcException {@code CONNECTION_LOST} if the channel is unusable, {@code CONNECTION_CLOSED} if the loop is closed
     */
    public static TtrpcClient over(TtrpcLoop loop, SocketChannel channel, TtrpcLimits limits) {
        TtrpcClient client = new TtrpcClient(loop, channel, limits);
        client.streams.open();
        return client;
    }

    /**
     * Starts a call and returns at once. Dependents of the future run on the loop's executor.
     *
     * <p>The future fails with a {@link TtrpcException}. Completing it from outside, by {@code cancel}, {@code orTimeout} or
     * otherwise, gives the call up: its place is free again, its frame is not sent if it was not yet, its answer is dropped.
     * The peer is not told, as ttrpc has no message for it.
     */
    public <T> CompletableFuture<T> callAsync(TtrpcCall<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Duration timeout = call.timeout();
        PendingCall pending;
        try {
            pending = streams.start(call.method().toString(), request(call, timeout));
        } catch (TtrpcException e) {
            answer.completeExceptionally(e);
            return answer;
        }
        Timers.@Nullable Timer timer = timeout == null
                ? null
                : loop.io().timers().schedule(timeout.toNanos(), () -> streams.abandon(pending, late(call, timeout)));
        var unusedSettling = pending.whenComplete((payload, failure) -> {
            if (timer != null) {
                timer.cancel();
            }
            loop.complete(() -> settle(call, answer, payload, failure));
        });
        var unusedReleasing = answer.whenComplete((value, failure) -> {
            if (!pending.isDone()) {
                streams.abandon(pending, cancelled(call, null));
            }
        });
        return answer;
    }

    /**
     * Makes a call and waits for its answer, at most for the given time, which replaces the call's own timeout.
     *
     * @throws TtrpcException also {@code CANCELLED}, with the interrupt flag set, if the thread is interrupted: then the call is
     *     given up
     * @throws IllegalStateException on the I/O thread, which would wait for itself
     */
    public <T> T call(TtrpcCall<T> call, Duration timeout) {
        TtrpcCall.checkTimeout(timeout);
        if (loop.io().isLoopThread()) {
            throw new IllegalStateException("a blocking call on the I/O thread would never be answered");
        }
        PendingCall pending = streams.start(call.method().toString(), request(call, timeout));
        try {
            return decode(call, pending.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            TtrpcException late = late(call, timeout);
            streams.abandon(pending, late);
            throw late;
        } catch (InterruptedException e) {
            TtrpcException cancelled = cancelled(call, e);
            streams.abandon(pending, cancelled);
            Thread.currentThread().interrupt();
            throw cancelled;
        } catch (ExecutionException e) {
            throw asSeenByCaller(e.getCause());
        }
    }

    /** Whether the connection stood when asked. */
    public boolean isOpen() {
        return streams.isOpen();
    }

    /**
     * Completes, normally and once, when the connection has ended, with the reason: {@code CONNECTION_LOST} when the peer went
     * away, {@code PROTOCOL_VIOLATION}, or {@code CONNECTION_CLOSED} after {@link #close()}. By then all calls have failed.
     * Dependents run on the loop's executor.
     */
    public CompletionStage<TtrpcException> closed() {
        return closed.minimalCompletionStage();
    }

    /** Ends the connection; calls in flight fail at once with {@code CONNECTION_CLOSED}. Idempotent, does not block. */
    @Override
    public void close() {
        streams.close();
    }

    private static Request request(TtrpcCall<?> call, @Nullable Duration timeout) {
        Request.Builder request = Request.newBuilder()
                .setService(call.method().service())
                .setMethod(call.method().method())
                .setPayload(call.payload());
        if (timeout != null) {
            request.setTimeoutNano(timeout.toNanos());
        }
        call.metadata()
                .forEach((key, values) -> values.forEach(value -> request.addMetadata(
                        KeyValue.newBuilder().setKey(key).setValue(value).build())));
        return request.build();
    }

    private static <T> void settle(
            TtrpcCall<T> call, CompletableFuture<T> answer, @Nullable ByteString payload, @Nullable Throwable failure) {
        if (payload == null) {
            answer.completeExceptionally(failure);
            return;
        }
        try {
            answer.complete(decode(call, payload));
        } catch (TtrpcException e) {
            answer.completeExceptionally(e);
        }
    }

    private static <T> T decode(TtrpcCall<T> call, ByteString payload) {
        try {
            return call.parser().parseFrom(payload);
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            throw new TtrpcException(
                    TtrpcException.Kind.PROTOCOL_VIOLATION,
                    TtrpcCode.INTERNAL,
                    "the answer to " + call.method() + " cannot be decoded",
                    e);
        }
    }

    private static TtrpcException late(TtrpcCall<?> call, Duration timeout) {
        return new TtrpcException(
                TtrpcException.Kind.DEADLINE_EXCEEDED,
                TtrpcCode.DEADLINE_EXCEEDED,
                call.method() + " was not answered within " + timeout,
                null);
    }

    private static TtrpcException cancelled(TtrpcCall<?> call, @Nullable Throwable cause) {
        return new TtrpcException(
                TtrpcException.Kind.CANCELLED,
                TtrpcCode.CANCELLED,
                call.method() + " was given up by its caller",
                cause);
    }

    /** The failure was made on another thread: its stack says nothing about who called. */
    private static TtrpcException asSeenByCaller(@Nullable Throwable failure) {
        if (failure instanceof TtrpcException known) {
            return new TtrpcException(known.kind(), known.status(), String.valueOf(known.getMessage()), known);
        }
        throw new IllegalStateException("a call failed for an unknown reason", failure);
    }
}
