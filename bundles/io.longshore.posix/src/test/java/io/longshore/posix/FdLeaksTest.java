// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.posix.Fd.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FdLeaksTest {

    private static final String WATCHER = "longshore-posix-io";
    private LinuxPosix posix;
    private Path fifo;

    @TempDir
    private Path directory;

    @BeforeEach
    void load() {
        posix = new LinuxPosix();
        fifo = directory.resolve("fifo");
        posix.mkfifo(fifo, 0600);
    }

    @AfterEach
    void close() {
        posix.close();
    }

    @Test
    void childrenInheritNothing() throws Exception {
        try (Fd reader = posix.open(fifo, Access.READ);
                Fd writer = posix.open(fifo, Access.WRITE)) {
            assertThat(reader.read(new byte[1], 0, 1)).isZero();
            assertThat(writer.write(new byte[1], 0, 1)).isOne();

            // O_CLOEXEC itself, since children of the JDK would not have them anyway
            assertThat(closeOnExec()).hasSize(2).allMatch(flags -> (flags & 0x80000) != 0);
        }
    }

    @Test
    void threadsAndDescriptorsAreFlatAfterAThousandOpensAndCloses() throws Exception {
        openWatchAndClose();
        long before = descriptors();

        for (int i = 0; i < 1000; i++) {
            openWatchAndClose();
        }

        assertThat(descriptors()).isEqualTo(before);
        assertThat(watchers()).isEqualTo(1);
    }

    private void openWatchAndClose() {
        try (Fd both = posix.open(fifo, Access.READ_WRITE)) {
            assertThat(both.readable().toCompletableFuture()).isNotDone();
        }
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(WATCHER))
                .count();
    }

    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(this::isOfOurKind).count();
        }
    }

    private List<Integer> closeOnExec() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(this::isOurFifo).map(FdLeaksTest::flags).toList();
        }
    }

    private boolean isOfOurKind(Path descriptor) {
        return target(descriptor).startsWith("anon_inode:") || isOurFifo(descriptor);
    }

    private boolean isOurFifo(Path descriptor) {
        return target(descriptor).equals(fifo.toString());
    }

    private static int flags(Path descriptor) {
        Path info = Path.of("/proc/self/fdinfo", descriptor.getFileName().toString());
        try {
            String line = Files.readAllLines(info).get(1);
            return Integer.parseInt(line.substring("flags:".length()).strip(), 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            // the descriptor of the listing itself
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
