// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.longshore.posix.Fd.Access;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FdReadinessTest {

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

    private static void await(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(WATCHER))
                .count();
    }
}
