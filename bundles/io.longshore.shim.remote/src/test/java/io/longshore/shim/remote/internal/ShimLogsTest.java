// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShimLogsTest {
    private static final Path SOCKET = Path.of("/nowhere/s");
    private static final int MORE_THAN_THREADS = 8;

    @TempDir
    Path bundle;

    private final LinuxPosix posix = new LinuxPosix();
    private final RemoteCalls calls = RemoteCalls.open("longshore-test");
    private final ShimLogs logs = new ShimLogs(posix, calls, new V2Processes(Path.of("/proc"), posix));

    @BeforeEach
    void keep() {
        posix.mkfifo(bundle.resolve("log"), 0700);
        ShimLaunch launch = new ShimLaunch(
                new Namespace("ns"),
                new ContainerId("web"),
                bundle,
                bundle,
                "containerd-shim-runc-v2",
                RuncOptions.NONE,
                "",
                false,
                "",
                null);
        logs.keep(launch, ProcessHandle.current().pid(), SOCKET, logs.open(launch));
    }

    @AfterEach
    void close() {
        logs.close();
        calls.close();
        posix.close();
    }

    private boolean isRead() throws IOException {
        return ShimLogsTest.isRead(bundle);
    }

    /** Whether this process has the log in a bundle open. */
    static boolean isRead(Path bundle) throws IOException {
        Path log = bundle.toRealPath().resolve("log");
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.map(ShimLogsTest::target).anyMatch(log::equals);
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            // of the listing itself
            return descriptor;
        }
    }

    @Test
    void logIsClosedWithItsShimThoughNotByWhoTellsOfItsEnd() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        for (int i = 0; i < MORE_THAN_THREADS; i++) {
            calls.execute(() -> await(free));
        }

        logs.forgetLater(SOCKET);
        assertThat(isRead()).isTrue();

        free.countDown();
        calls.close();
        assertThat(isRead()).isFalse();
    }

    @Test
    void logIsClosedThoughAllIsBeingClosed() throws Exception {
        calls.close();

        logs.forgetLater(SOCKET);

        assertThat(isRead()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
