// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import static io.longshore.ttrpc.Harbour.SOON;
import static io.longshore.ttrpc.Harbour.echo;
import static io.longshore.ttrpc.Harbour.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.longshore.ttrpc.TtrpcException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Making, finding and giving back sockets. */
@Timeout(60)
class SocketsTest {

    @TempDir
    Path directory;

    private Harbour harbour;

    @BeforeEach
    void open() throws IOException {
        harbour = new Harbour();
    }

    @AfterEach
    void close() throws InterruptedException {
        harbour.close();
    }

    private Path pathOf(int bytes) {
        return directory.resolve("x".repeat(bytes - directory.toString().length() - 1));
    }

    @Test
    void socketIsForItsOwnerAloneAndGoneAfterClose() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket())))
                .isEqualTo("rw-------");
        server.close();
        server.close();
        assertThat(server.socket()).doesNotExist();
    }

    @Test
    void closeLeavesTheSocketOfASuccessorAlone() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));
        Files.move(server.socket(), directory.resolve("old"));
        TtrpcServer successor = harbour.serve(directory.resolve("s"));

        server.close();

        try (TtrpcClient client = harbour.dial(successor.socket())) {
            assertThat(client.call(echo("x"), SOON).getValue()).isEqualTo("x");
        }
    }

    @Test
    void pathOf106BytesWorksAndOneMoreIsRefusedClearly() throws Exception {
        TtrpcServer server = harbour.serve(pathOf(106));
        try (TtrpcClient client = harbour.dial(server.socket())) {
            assertThat(client.call(echo("x"), SOON).getValue()).isEqualTo("x");
        }

        assertThatThrownBy(() -> harbour.serve(pathOf(107))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> harbour.dial(pathOf(107))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takenPathIsABindException() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));

        assertThatThrownBy(() -> harbour.serve(server.socket())).isInstanceOf(BindException.class);

        try (TtrpcClient client = harbour.dial(server.socket())) {
            assertThat(client.call(echo("x"), SOON).getValue()).isEqualTo("x");
        }
    }

    @Test
    void nobodyListeningIsALostConnectionWithItsCause() {
        TtrpcException failure =
                catchThrowableOfType(TtrpcException.class, () -> harbour.dial(directory.resolve("nobody")));

        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void listenerThatTakesNobodyEndsConnectAtItsTimeout() throws Exception {
        try (Full full = new Full(directory.resolve("full"))) {
            assertThat(full.channels).hasSizeGreaterThan(1);

            TtrpcException failure = catchThrowableOfType(
                    TtrpcException.class,
                    () -> TtrpcClient.connect(harbour.loop, directory.resolve("full"), Duration.ofMillis(100)));

            assertThat(failure.kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void interruptEndsConnectAndStaysSet() throws Exception {
        try (Full full = new Full(directory.resolve("full"))) {
            assertThat(full.channels).hasSizeGreaterThan(1);
            CompletableFuture<Kind> seen = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread caller = new Thread(
                    () -> {
                        try {
                            harbour.dial(directory.resolve("full"));
                        } catch (TtrpcException e) {
                            seen.complete(e.kind());
                            flag.complete(Thread.currentThread().isInterrupted());
                        }
                    },
                    "longshore-test-connect");
            caller.start();

            caller.interrupt();

            assertThat(Harbour.success(seen)).isEqualTo(Kind.CANCELLED);
            assertThat(Harbour.success(flag)).isTrue();
            caller.join();
        }
    }

    @Test
    void clientTakesOverAnOpenChannel() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()));

        try (TtrpcClient client = TtrpcClient.over(harbour.loop, channel, TtrpcLimits.DEFAULT)) {
            assertThat(client.call(echo("x"), SOON).getValue()).isEqualTo("x");
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void sleepingLoopIsWokenByAnOpenedAndByAClosedChannel() throws Exception {
        try (ServerSocketChannel listener = ScriptedPeer.listen(directory.resolve("p"))) {
            long socketsBefore = sockets();
            SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("p")));
            ScriptedPeer.accept(listener).close();
            TtrpcClient lost = TtrpcClient.over(harbour.loop, one, TtrpcLimits.DEFAULT);
            assertThat(end(lost).kind()).isEqualTo(Kind.CONNECTION_LOST);

            SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("p")));
            TtrpcClient closed = TtrpcClient.over(harbour.loop, other, TtrpcLimits.DEFAULT);
            ScriptedPeer.accept(listener).close();
            closed.close();

            await().atMost(SOON).until(() -> sockets() <= socketsBefore);
        }
    }

    @Test
    void nothingIsLeftOfFiveHundredConnections() throws Exception {
        // given everything warm
        TtrpcServer server = harbour.serve(directory.resolve("s"));
        long socketsBefore = sockets();
        connectCallAndClose(server, 50);
        await().atMost(SOON).until(() -> sockets() <= socketsBefore);
        long descriptorsBefore = descriptors();
        Set<String> threadsBefore = threads();

        // when
        connectCallAndClose(server, 500);

        // then
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(sockets()).isLessThanOrEqualTo(socketsBefore);
            assertThat(descriptors()).isLessThanOrEqualTo(descriptorsBefore);
        });
        assertThat(threads()).isEqualTo(threadsBefore);
    }

    @Test
    void fiveHundredOpenConnectionsNeedNoThreads() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));
        connectCallAndClose(server, 50);
        Set<String> threadsBefore = threads();
        List<TtrpcClient> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            clients.add(harbour.dial(server.socket()));
        }

        for (TtrpcClient client : clients) {
            assertThat(client.call(echo("x"), SOON).getValue()).isEqualTo("x");
        }

        assertThat(threads()).isEqualTo(threadsBefore);
        server.close();
        for (TtrpcClient client : clients) {
            assertThat(end(client).kind()).isEqualTo(Kind.CONNECTION_LOST);
        }
    }

    @Test
    void connectOnAClosedLoopFailsAtOnce() throws Exception {
        TtrpcServer server = harbour.serve(directory.resolve("s"));
        harbour.loop.close();

        TtrpcException failure = catchThrowableOfType(TtrpcException.class, () -> harbour.dial(server.socket()));

        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_CLOSED);
    }

    @Test
    void closedLoopLeavesNoThread() throws Exception {
        TtrpcLoop loop = TtrpcLoop.start("longshore-test-short-lived", harbour.executor);
        TtrpcServer server = TtrpcServer.bind(loop, directory.resolve("t"), Map.of(Harbour.ECHO, Harbour.ECHOES));
        assertThat(threads()).contains("longshore-test-short-lived");

        loop.close();

        assertThat(threads()).doesNotContain("longshore-test-short-lived");
        assertThat(server.socket()).doesNotExist();
    }

    private void connectCallAndClose(TtrpcServer server, int times) {
        for (int i = 0; i < times; i++) {
            try (TtrpcClient client = harbour.dial(server.socket())) {
                assertThat(client.call(echo("x"), SOON).getValue()).isEqualTo("x");
            }
        }
    }

    /** A listener whose queue has no place left. */
    private static final class Full implements AutoCloseable {
        private final List<Closeable> channels = new ArrayList<>();

        Full(Path socket) throws IOException {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channels.add(listener);
            listener.bind(address, 1);
            for (boolean placeLeft = true; placeLeft; ) {
                SocketChannel filler = SocketChannel.open(StandardProtocolFamily.UNIX);
                channels.add(filler);
                filler.configureBlocking(false);
                placeLeft = takes(filler, address);
            }
        }

        private static boolean takes(SocketChannel filler, UnixDomainSocketAddress address) {
            try {
                return filler.connect(address);
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            for (Closeable channel : channels) {
                channel.close();
            }
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static long sockets() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(SocketsTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("longshore-"))
                .collect(Collectors.toSet());
    }
}
