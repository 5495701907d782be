// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.CallsFixture.PARKED;
import static io.longshore.ttrpc.Harbour.NEVER;
import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.call;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.end;
import static io.longshore.ttrpc.Harbour.failure;
import static io.longshore.ttrpc.Harbour.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.ttrpc.TtrpcException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls when the client, the server or their loop is closed. */
@Timeout(60)
class ClosedEndsTest {

    @TempDir
    Path directory;

    private CallsFixture fixture;
    private Harbour harbour;
    private TtrpcServer server;
    private TtrpcClient client;

    @BeforeEach
    void open() throws IOException {
        fixture = new CallsFixture(directory);
        harbour = fixture.harbour;
        server = fixture.server;
        client = fixture.client;
    }

    @AfterEach
    void close() throws InterruptedException {
        fixture.close();
    }

    @Test
    void closeEndsEveryPendingCallAtOnce() throws Exception {
        var asynchronous = client.callAsync(call(NEVER, "x"));
        CompletableFuture<Kind> blocked = new CompletableFuture<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        client.call(call(PARKED, "x"), Duration.ofHours(1));
                    } catch (TtrpcException e) {
                        blocked.complete(e.kind());
                    }
                },
                "longshore-test-blocked");
        caller.start();
        fixture.nextParked();

        client.close();
        client.close();

        assertThat(failure(asynchronous).kind()).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(success(blocked)).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(client.isOpen()).isFalse();
        assertThat(failure(client.callAsync(echo("x"))).kind()).isEqualTo(Kind.CONNECTION_CLOSED);
        assertThatThrownBy(() -> client.call(echo("x"), SOON)).isInstanceOf(TtrpcException.class);
        caller.join();
    }

    @Test
    void serverShutdownEndsItsClientsCalls() throws Exception {
        var pending = client.callAsync(call(NEVER, "x"));
        var other = harbour.dial(server.socket());
        other.call(echo("x"), SOON);

        server.close();

        assertThat(failure(pending).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure(pending).code()).isEqualTo(TtrpcCode.UNAVAILABLE);
        assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(end(other).kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(server.socket()).doesNotExist();
    }

    @Test
    void closingTheLoopEndsClientsAndServers() throws Exception {
        var pending = client.callAsync(call(NEVER, "x"));

        harbour.loop.close();

        assertThat(failure(pending).kind()).isIn(Kind.CONNECTION_CLOSED, Kind.CONNECTION_LOST);
        assertThat(server.socket()).doesNotExist();
        assertThat(catchThrowableOfType(TtrpcException.class, () -> harbour.serve(directory.resolve("again")))
                        .kind())
                .isEqualTo(Kind.CONNECTION_CLOSED);
        assertThat(directory.resolve("again")).doesNotExist();
    }
}
