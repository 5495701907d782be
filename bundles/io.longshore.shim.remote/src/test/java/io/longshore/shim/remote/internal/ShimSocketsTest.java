// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShimSocketsTest {
    @TempDir
    Path state;

    @Test
    void longestIdsHaveDistinctSocketsThatFit() {
        Namespace namespace = new Namespace("n".repeat(76));

        Path one = ShimSockets.socket(state, namespace, new ContainerId("a".repeat(76)));
        Path other = ShimSockets.socket(state, namespace, new ContainerId("b".repeat(76)));

        assertThat(one)
                .isNotEqualTo(other)
                .isEqualTo(ShimSockets.socket(state, namespace, new ContainerId("a".repeat(76))));
        assertThat(one.toString()).hasSizeLessThanOrEqualTo(ShimSockets.MAX_PATH_BYTES);
    }

    @Test
    void stateDirectoryThatIsTooLongIsRefusedAtOnce() {
        assertThatThrownBy(() -> new ShimSockets(state.resolve("x".repeat(100))))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("'state'");
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void socketIsSeenWhenItAppears() throws Exception {
        ShimSockets sockets = new ShimSockets(state);
        Path socket = ShimSockets.socket(state, new Namespace("ns"), new ContainerId("id"));
        CompletableFuture<Void> appeared = sockets.expect(socket);
        try (DirectoryWatch watch = new DirectoryWatch("longshore-test-watch")) {
            watch.watch(sockets.directory(), sockets::appeared);
            assertThat(appeared).isNotDone();

            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));

                appeared.get(10, SECONDS);
            }
        }
    }

    @Test
    void socketThatWasThereBeforeTheLookIsSeen() throws Exception {
        ShimSockets sockets = new ShimSockets(state);
        Path socket = ShimSockets.socket(state, new Namespace("ns"), new ContainerId("id"));
        CompletableFuture<Void> appeared = sockets.expect(socket);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            sockets.appeared(sockets.directory());
        }

        assertThat(appeared).isDone();
    }
}
