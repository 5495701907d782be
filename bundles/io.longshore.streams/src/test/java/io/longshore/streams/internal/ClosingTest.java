// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import static io.longshore.streams.internal.StreamsFixture.ENDED;
import static io.longshore.streams.internal.StreamsFixture.blocked;
import static io.longshore.streams.internal.StreamsFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.longshore.api.runtime.Exit;
import io.longshore.api.streams.StreamClosedException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.StreamTimeoutException;
import io.longshore.api.streams.TaskIo;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Input, and that no thread stays blocked. */
@Timeout(60)
class ClosingTest {
    private static final byte[] MORE_THAN_FITS = new byte[200_000];

    @TempDir
    private Path directory;

    private StreamsFixture fixture;

    @BeforeEach
    void start() {
        fixture = new StreamsFixture(directory.resolve("io"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void inputThatIsWrittenAndEndedBeforeTheShimComesIsRead() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            io.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
            io.stdin().close();

            try (FakeShim shim = FakeShim.start(io.stdio(), "exec cat <&7 >&3")) {
                io.endsWith(shim.exit());

                assertThat(text(io.stdout())).isEqualTo("hello");
            }
        }
    }

    @Test
    void moreInputThanFitsGoesThroughWhileOutputIsRead() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT);
                FakeShim shim = FakeShim.start(io.stdio(), "exec cat <&7 >&3")) {
            io.endsWith(shim.exit());
            FutureTask<?> writing = blocked(() -> {
                try (var stdin = io.stdin()) {
                    stdin.write(MORE_THAN_FITS);
                }
                return null;
            });

            assertThat(io.stdout().readAllBytes()).isEqualTo(MORE_THAN_FITS);
            writing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whereNobodyEverConnectsNothingBlocksUntilTheFifoIsFull() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            io.stdin().write(new byte[64 * 1024]);
            io.stdin().flush();
        }
    }

    @Test
    void closingReleasesWhoReadsAndWhoWrites() {
        releases(TaskIo::close);
    }

    @Test
    void detachingReleasesWhoReadsAndWhoWrites() {
        releases(TaskIo::detach);
    }

    @Test
    void theEndOfTheServiceReleasesWhoReadsAndWhoWrites() {
        releases(io -> fixture.streams().close());
    }

    @Test
    void closingTheStreamReleasesWhoIsAtIt() {
        releases(io -> {
            try {
                io.stdin().close();
                io.stdout().close();
                io.stderr().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void releases(Consumer<TaskIo> closing) {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            FutureTask<Integer> reader = blocked(() -> io.stdout().read());
            FutureTask<Integer> other = blocked(() -> io.stderr().read(new byte[10]));
            FutureTask<?> writer = blocked(() -> {
                io.stdin().write(MORE_THAN_FITS);
                return null;
            });

            closing.accept(io);

            assertReleased(reader);
            assertReleased(other);
            assertReleased(writer);
            assertThatExceptionOfType(StreamClosedException.class)
                    .isThrownBy(() -> io.stdout().read());
            assertThatExceptionOfType(StreamClosedException.class)
                    .isThrownBy(() -> io.stdin().write(1));
        }
    }

    private static void assertReleased(FutureTask<?> task) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> task.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(StreamClosedException.class);
    }

    @Test
    void theEndOfTheProcessReleasesWhoWrites() {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            CompletableFuture<Exit> exit = new CompletableFuture<>();
            io.endsWith(exit);
            FutureTask<?> writer = blocked(() -> {
                io.stdin().write(MORE_THAN_FITS);
                return null;
            });

            exit.complete(ENDED);

            assertReleased(writer);
        }
    }

    /** R34: nobody reads, nobody closes, and still no thread waits for ever. */
    @Test
    void aWriteTimesOutSaysHowMuchWasTakenAndTheRestCanFollow() throws Exception {
        byte[] input = new byte[MORE_THAN_FITS.length];
        new Random(34).nextBytes(input);
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT.withWriteTimeout(Duration.ofMillis(20)))) {
            StreamTimeoutException timedOut = catchThrowableOfType(
                    StreamTimeoutException.class, () -> io.stdin().write(input));
            int taken = timedOut.bytesTransferred();
            assertThat(taken).isPositive().isLessThan(input.length);

            try (FakeShim shim = FakeShim.start(io.stdio(), "exec cat <&7 >&3")) {
                io.endsWith(shim.exit());
                FutureTask<byte[]> reading = new FutureTask<>(io.stdout()::readAllBytes);
                new Thread(reading, "longshore-test-reader").start();
                writeAll(io.stdin(), input, taken);
                io.stdin().close();

                assertThat(reading.get(30, TimeUnit.SECONDS)).isEqualTo(input);
            }
        }
    }

    private static void writeAll(OutputStream stream, byte[] bytes, int from) throws IOException {
        int at = from;
        while (at < bytes.length) {
            try {
                stream.write(bytes, at, bytes.length - at);
                at = bytes.length;
            } catch (StreamTimeoutException e) {
                at += e.bytesTransferred();
            }
        }
    }

    @Test
    void interruptingReleasesWhoReads() {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            FutureTask<Integer> reading = new FutureTask<>(() -> io.stdout().read());
            Thread reader = new Thread(reading, "longshore-test-reader");
            reader.start();

            reader.interrupt();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
                    .withCauseInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void threadsAndDescriptorsAreFlatAfterAThousandOpensAndCloses() throws Exception {
        openUseAndClose();
        long descriptors = fixture.descriptors();

        for (int i = 0; i < 1000; i++) {
            openUseAndClose();
        }

        assertThat(fixture.descriptors()).isEqualTo(descriptors);
        await().untilAsserted(() -> assertThat(threads()).isEqualTo(2));
        assertThat(fixture.root).isEmptyDirectory();
    }

    /** With a thread that waits at it. */
    private void openUseAndClose() throws Exception {
        FutureTask<Integer> closed;
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            io.stdin().write(1);
            closed = reading(io.stdout());
            FutureTask<Integer> ended = reading(io.stderr());
            io.stderr().close();
            assertReleased(ended);
        }
        assertReleased(closed);
    }

    private static FutureTask<Integer> reading(InputStream stream) {
        FutureTask<Integer> reader = new FutureTask<>(stream::read);
        new Thread(reader, "longshore-test-reader").start();
        return reader;
    }

    /** The two that watch descriptors, and readers that are left. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-"))
                .count();
    }
}
