// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.Harbour.ECHO;
import static io.longshore.ttrpc.Harbour.NEVER;
import static io.longshore.ttrpc.Harbour.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client and a server that knows three methods: one echoes, one never answers, one answers when the test likes. */
final class CallsFixture {
    static final TtrpcMethod PARKED = new TtrpcMethod("longshore.test.Port", "Parked");
    static final TtrpcMethod FAILS = new TtrpcMethod("longshore.test.Port", "Fails");

    /** A request that is answered when the test likes. */
    record Parked(TtrpcRequest request, CompletableFuture<StringValue> answer) {}

    final Harbour harbour = new Harbour();

    /** For other servers, too, to which a test adds its own. */
    final Map<TtrpcMethod, TtrpcHandler> handlers = new HashMap<>();

    final TtrpcServer server;
    final TtrpcClient client;
    private final BlockingQueue<Parked> parked = new LinkedBlockingQueue<>();

    CallsFixture(Path directory) throws IOException {
        handlers.put(ECHO, Harbour.ECHOES);
        handlers.put(NEVER, Harbour.NEVER_ANSWERS);
        handlers.put(PARKED, request -> {
            Parked one = new Parked(request, new CompletableFuture<>());
            parked.add(one);
            return one.answer();
        });
        server = TtrpcServer.bind(harbour.loop, directory.resolve("s"), handlers);
        client = harbour.dial(server.socket());
    }

    Parked nextParked() throws InterruptedException {
        Parked one = parked.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(one).as("a parked request").isNotNull();
        return one;
    }

    void close() throws InterruptedException {
        harbour.close();
    }
}
