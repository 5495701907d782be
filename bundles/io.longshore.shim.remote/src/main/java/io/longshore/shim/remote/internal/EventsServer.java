// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Empty;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.protos.events.ttrpc.ForwardRequest;
import io.longshore.ttrpc.TtrpcCode;
import io.longshore.ttrpc.TtrpcException;
import io.longshore.ttrpc.TtrpcLimits;
import io.longshore.ttrpc.TtrpcMethod;
import io.longshore.ttrpc.TtrpcRequest;
import io.longshore.ttrpc.TtrpcServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where shims of the second generation send their events, one at a time each. What is not taken is answered so, and the shim
 * sends it again, within some 15 seconds; what it gives up then is found by asking it.
 */
final class EventsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventsServer.class);
    private static final TtrpcMethod FORWARD = new TtrpcMethod("containerd.services.events.ttrpc.v1.Events", "Forward");

    /** Of each shim. It waits for each answer before it sends the next, but for those that it sends again. */
    static final int IN_FLIGHT = 64;

    private static final TtrpcLimits LIMITS = new TtrpcLimits(IN_FLIGHT, TtrpcLimits.DEFAULT.queuedBytes());

    private final Path socket;
    private final ShimEventSink sink;
    private final RemoteCalls calls;
    private final Duration answer;

    // guarded by this
    private @Nullable TtrpcServer server;

    /** @param answer how long an event may wait for being taken before the shim is told to send it again */
    EventsServer(Path stateDirectory, ShimEventSink sink, RemoteCalls calls, Duration answer) {
        this.socket = socket(stateDirectory);
        this.sink = sink;
        this.calls = calls;
        this.answer = answer;
    }

    /** @throws InvalidArgumentException if the path of the socket would be too long */
    static void requireRoom(Path stateDirectory) {
        int length = socket(stateDirectory).toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > ShimSockets.MAX_PATH_BYTES) {
            throw new InvalidArgumentException("the state directory's path is "
                    + (length - ShimSockets.MAX_PATH_BYTES)
                    + " bytes too long for a socket in it; set a shorter 'state': " + stateDirectory);
        }
    }

    /** The same after every start, as shims know no other. */
    static Path socket(Path stateDirectory) {
        return stateDirectory.resolve(".events");
    }

    /** @throws UnavailableException if the socket cannot be made */
    synchronized void open() {
        try {
            // of a process that was killed; whoever is alive has claimed the directory
            Files.deleteIfExists(socket);
            server = calls.serve(socket, Map.of(FORWARD, this::forward), LIMITS);
        } catch (IOException e) {
            throw new UnavailableException("cannot listen at " + socket, e);
        }
    }

    /**
     * Answers when the event was taken, or when that takes too long: the shim waits for some 5 seconds, and what waits takes one of
     * its places here. What is taken after that comes a second time, and is told once.
     *
     * @throws TtrpcException what the shim is answered if the event was not taken
     */
    private CompletionStage<Empty> forward(TtrpcRequest request) {
        Optional<TaskEvent> event;
        try {
            event = WireEvents.read(request.decode(ForwardRequest.parser()).getEnvelope());
        } catch (InvalidArgumentException e) {
            LOG.warn("a shim has sent what is no event", e);
            throw new TtrpcException(TtrpcCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
        if (event.isEmpty()) {
            return CompletableFuture.completedFuture(Empty.getDefaultInstance());
        }
        CompletionStage<Void> taken;
        try {
            taken = sink.acceptSoon(event.get());
        } catch (RuntimeException e) {
            throw notTaken(event.get(), e);
        }
        // a copy: that nobody waits for it any more is no reason not to take it
        CompletableFuture<Void> inTime =
                taken.toCompletableFuture().copy().orTimeout(answer.toNanos(), TimeUnit.NANOSECONDS);
        return inTime.handle((done, failure) -> {
            if (failure != null) {
                throw notTaken(event.get(), failure);
            }
            return Empty.getDefaultInstance();
        });
    }

    private static TtrpcException notTaken(TaskEvent event, Throwable why) {
        LOG.debug("the event {} was not taken; its shim sends it again", event, why);
        return new TtrpcException(TtrpcCode.UNAVAILABLE, "not taken now; send it again");
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }
}
