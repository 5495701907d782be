// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.posix.Fd.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FdTest {

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
    void aFifoIsOpenedToReadWithoutAWriterButNotToWriteWithoutAReader() {
        assertThat(refusal(() -> posix.open(fifo, Access.WRITE))).isEqualTo(Errno.ENXIO);

        try (Fd reader = posix.open(fifo, Access.READ);
                Fd writer = posix.open(fifo, Access.WRITE)) {
            assertThat(reader.read(new byte[1], 0, 1)).isZero();
            assertThat(writer.write(new byte[0], 0, 0)).isZero();
        }
    }

    @Test
    void whatIsWrittenIsReadIntoItsPlaceAndNowhereElse() {
        try (Fd both = posix.open(fifo, Access.READ_WRITE)) {
            byte[] bytes = "-hello-".getBytes(StandardCharsets.UTF_8);
            byte[] buffer = new byte[10];
            Arrays.fill(buffer, (byte) '.');

            assertThat(both.write(bytes, 1, 5)).isEqualTo(5);
            assertThat(both.read(buffer, 2, 8)).isEqualTo(5);

            assertThat(new String(buffer, StandardCharsets.UTF_8)).isEqualTo("..hello...");
            assertThat(both.read(buffer, 0, 10)).as("nothing is there now").isZero();
        }
    }

    @Test
    void theEndComesWithTheLastWriterAndAfterTheLastByte() {
        try (Fd reader = posix.open(fifo, Access.READ)) {
            Fd writer = posix.open(fifo, Access.WRITE);
            writer.write(new byte[3], 0, 3);
            writer.close();

            assertThat(reader.read(new byte[2], 0, 2)).isEqualTo(2);
            assertThat(reader.read(new byte[2], 0, 2)).isEqualTo(1);
            assertThat(reader.read(new byte[2], 0, 2)).isEqualTo(-1);
        }
    }

    @Test
    void aFullFifoTakesNothingAndOneWithoutAReaderRefuses() {
        Fd reader = posix.open(fifo, Access.READ);
        try (Fd writer = posix.open(fifo, Access.WRITE)) {
            byte[] bytes = new byte[1 << 20];
            int taken = writer.write(bytes, 0, bytes.length);

            assertThat(taken).isEqualTo(64 * 1024);
            assertThat(writer.write(bytes, 0, 1)).isZero();

            reader.close();
            assertThat(refusal(() -> writer.write(bytes, 0, 1))).isEqualTo(Errno.EPIPE);
        }
    }

    @Test
    void readinessIsToldOnTheOneThreadAgainAndAgain() throws Exception {
        try (Fd both = posix.open(fifo, Access.READ_WRITE)) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<String> thread = both.readable()
                        .thenApply(ready -> Thread.currentThread().getName())
                        .toCompletableFuture();
                assertThat(thread).isNotDone();

                both.write(new byte[1], 0, 1);

                assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo(WATCHER);
                await(both.readable());
                assertThat(both.read(new byte[1], 0, 1)).isEqualTo(1);
            }
        }
    }

    @Test
    void readingAndWritingAreWaitedForBesideEachOther() throws Exception {
        try (Fd both = posix.open(fifo, Access.READ_WRITE)) {
            CompletionStage<Void> readable = both.readable();
            await(both.writable());
            assertThat(readable.toCompletableFuture()).isNotDone();

            byte[] bytes = new byte[64 * 1024];
            both.write(bytes, 0, bytes.length);
            await(readable);
            CompletionStage<Void> writable = both.writable();
            assertThat(writable.toCompletableFuture()).isNotDone();

            both.read(bytes, 0, bytes.length);
            await(writable);
        }
    }

    @Test
    void theEndAndAMissingReaderAreReadinessToo() throws Exception {
        Fd reader = posix.open(fifo, Access.READ);
        Fd writer = posix.open(fifo, Access.WRITE);
        CompletionStage<Void> readable = reader.readable();
        assertThat(readable.toCompletableFuture()).isNotDone();
        writer.close();
        await(readable);

        Fd another = posix.open(fifo, Access.WRITE);
        another.write(new byte[64 * 1024], 0, 64 * 1024);
        CompletionStage<Void> writable = another.writable();
        assertThat(writable.toCompletableFuture()).isNotDone();
        reader.close();
        await(writable);
        another.close();
    }

    @Test
    void closingCancelsWhoWaitsAndRefusesTheRest() {
        Fd reader = posix.open(fifo, Access.READ_WRITE);
        CompletionStage<Void> readable = reader.readable();

        reader.close();
        reader.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> await(readable))
                .withCauseInstanceOf(CancellationException.class);
        assertThatIllegalStateException().isThrownBy(() -> reader.read(new byte[1], 0, 1));
        assertThatIllegalStateException().isThrownBy(reader::readable);
    }

    @Test
    void closingTheSystemCallsCancelsWhoWaits() {
        LinuxPosix other = new LinuxPosix();
        try (Fd reader = other.open(fifo, Access.READ_WRITE)) {
            CompletionStage<Void> readable = reader.readable();

            other.close();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> await(readable))
                    .withCauseInstanceOf(CancellationException.class);
            assertThat(watchers()).isEqualTo(1);
        }
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
    void symbolicLinksAreNotFollowedAndFilesHaveNoReadiness() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), fifo);
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThat(refusal(() -> posix.open(link, Access.READ))).isEqualTo(Errno.ELOOP);
        try (Fd opened = posix.open(file, Access.READ)) {
            assertThat(refusal(opened::readable)).isEqualTo(Errno.EPERM);
            assertThat(opened.read(new byte[9], 0, 9)).isEqualTo(1);
            assertThat(opened.read(new byte[9], 0, 9)).isEqualTo(-1);
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

    private static void await(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Errno refusal(ThrowingCallable call) {
        PosixException refused = catchThrowableOfType(PosixException.class, call);
        assertThat(refused).as("the kernel refused").isNotNull();
        return refused.errno();
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
            return all.filter(this::isOurFifo).map(FdTest::flags).toList();
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
