// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PidFdLeaksTest {

    private static final String WATCHER = "longshore-posix-pidfd";

    private final List<Process> started = new ArrayList<>();
    private LinuxPosix posix;

    @BeforeEach
    void load() {
        posix = new LinuxPosix();
        posix.setChildSubreaper(true);
    }

    @AfterEach
    void close() {
        started.forEach(Process::destroyForcibly);
        posix.setChildSubreaper(false);
        posix.close();
    }

    @Test
    void descriptorsAreFlatAfterAThousandOpenAndClose() throws Exception {
        int pid = (int) start("sleep", "60").pid();
        openWatchAndClose(pid);
        long before = descriptors();

        for (int i = 0; i < 1000; i++) {
            openWatchAndClose(pid);
        }

        assertThat(descriptors()).isEqualTo(before);
    }

    @Test
    void threadsAndDescriptorsAreFlatAfterManyServices() throws Exception {
        long before = descriptors();

        for (int i = 0; i < 100; i++) {
            new LinuxPosix().close();
        }

        assertThat(descriptors()).isEqualTo(before);
        assertThat(watchers()).isEqualTo(1);
    }

    private void openWatchAndClose(int pid) {
        try (PidFd pidfd = posix.pidfdOpen(pid)) {
            assertThat(pidfd.exited().toCompletableFuture()).isNotDone();
        }
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(WATCHER))
                .count();
    }

    /** Of the kinds we make; the JVM opens and closes others as it likes. */
    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(PidFdLeaksTest::isOfOurKind).count();
        }
    }

    private static boolean isOfOurKind(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("anon_inode:");
        } catch (NoSuchFileException e) {
            // the descriptor of the listing itself
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
