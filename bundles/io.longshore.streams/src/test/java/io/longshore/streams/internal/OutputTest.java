// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import static io.longshore.streams.internal.StreamsFixture.ENDED;
import static io.longshore.streams.internal.StreamsFixture.blocked;
import static io.longshore.streams.internal.StreamsFixture.read;
import static io.longshore.streams.internal.StreamsFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.longshore.api.runtime.Exit;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.StreamTimeoutException;
import io.longshore.api.streams.TaskIo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader sees of a process' output, its end above all. */
@Timeout(120)
class OutputTest {
    private static final Duration SHORT = Duration.ofMillis(300);

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

    @ParameterizedTest
    @CsvSource({"1, 200", "65536, 50", "65537, 50", "67108864, 3"})
    void everyByteBeforeTheExitArrives(int size, int times) throws Exception {
        Path content = content(size);
        byte[] expected = digest(Files.newInputStream(content), size);

        for (int i = 0; i < times; i++) {
            try (TaskIo io = fixture.open(StreamOptions.DEFAULT);
                    FakeShim shim = FakeShim.start(io.stdio(), "exec cat '" + content + "' >&3")) {
                io.endsWith(shim.exit());

                assertThat(digest(io.stdout(), size)).isEqualTo(expected);
                assertThat(io.stderr().read()).isEqualTo(-1);
                assertThat(io.truncated()).isFalse();
            }
        }
    }

    @Test
    void whatTheShimCopiesAfterTheExitIsKnownArrives() throws Exception {
        Path content = content(160 * 1024);
        for (int i = 0; i < 50; i++) {
            try (TaskIo io = fixture.open(StreamOptions.DEFAULT);
                    FakeShim shim =
                            FakeShim.start(io.stdio(), "printf x >&5; read go <&7; cat '" + content + "' >&3")) {
                assertThat(read(io.stderr(), 1)).isEqualTo("x");
                io.stdin().write('\n');
                io.endsWith(CompletableFuture.completedFuture(ENDED));

                assertThat(io.stdout().readAllBytes()).isEqualTo(Files.readAllBytes(content));
                assertThat(io.truncated()).isFalse();
                shim.awaitEnd();
            }
        }
    }

    @Test
    void aReaderSlowerThanTheDrainLimitLosesNothing() throws Exception {
        Path content = content(160 * 1024);
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT.withDrainLimit(SHORT));
                FakeShim shim = FakeShim.start(io.stdio(), "printf x >&5; exec cat '" + content + "' >&3")) {
            assertThat(read(io.stderr(), 1)).isEqualTo("x");
            io.endsWith(CompletableFuture.completedFuture(ENDED));
            long ended = System.nanoTime();
            await().until(() -> System.nanoTime() - ended > 2 * SHORT.toNanos());

            assertThat(io.stdout().readAllBytes()).isEqualTo(Files.readAllBytes(content));
            assertThat(io.truncated()).isFalse();
            shim.awaitEnd();
        }
    }

    @Test
    void outputAndErrorsAreApart() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT);
                FakeShim shim = FakeShim.start(io.stdio(), "echo out >&3; echo err >&5")) {
            io.endsWith(shim.exit());

            assertThat(text(io.stdout())).isEqualTo("out\n");
            assertThat(text(io.stderr())).isEqualTo("err\n");
        }
    }

    @Test
    void outputDoesNotEndBeforeTheProcessIsKnownToHave() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            CompletableFuture<Exit> exit = new CompletableFuture<>();
            io.endsWith(exit);
            try (FakeShim shim = FakeShim.start(io.stdio(), "printf x >&3")) {
                assertThat(read(io.stdout(), 1)).isEqualTo("x");
                shim.awaitEnd();
            }

            FutureTask<Integer> end = blocked(io.stdout()::read);
            exit.complete(ENDED);

            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(io.truncated()).isFalse();
        }
    }

    @Test
    void outputOfAProcessNoShimEverCameForEndsWithIt() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            io.endsWith(CompletableFuture.completedFuture(ENDED));

            assertThat(io.stdout().read()).isEqualTo(-1);
            assertThat(io.stdout().read()).isEqualTo(-1);
            assertThat(io.truncated()).isFalse();
        }
    }

    @Test
    void aBackgroundProcessThatHoldsTheOutputEndsItAtTheDrainLimit() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT.withDrainLimit(SHORT));
                FakeShim background = FakeShim.start(io.stdio(), "exec 5>&-; echo last >&3; exec sleep 60")) {
            assertThat(read(io.stdout(), 5)).isEqualTo("last\n");
            FutureTask<Integer> end = blocked(io.stdout()::read);

            long ended = System.nanoTime();
            io.endsWith(CompletableFuture.completedFuture(ENDED));

            assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(System.nanoTime() - ended).isGreaterThanOrEqualTo(SHORT.toNanos());
            assertThat(io.truncated()).isTrue();
            assertThat(io.stderr().read()).isEqualTo(-1);
            assertThat(background.exit()).isNotDone();
        }
    }

    @Test
    void aBackgroundProcessThatNowAndThenWritesDoesNotPutOffTheEnd() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT.withDrainLimit(SHORT));
                FakeShim background = FakeShim.start(io.stdio(), "while printf x >&3; do sleep 0.05; done")) {
            assertThat(read(io.stdout(), 1)).isEqualTo("x");

            io.endsWith(CompletableFuture.completedFuture(ENDED));

            assertThat(io.stdout().readAllBytes()).isNotEmpty();
            assertThat(io.truncated()).isTrue();
            assertThat(background.exit()).isNotDone();
        }
    }

    @Test
    void aBackgroundProcessThatWritesWithoutEndDoesNotPutOffTheEnd() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT.withDrainLimit(SHORT));
                FakeShim background = FakeShim.start(io.stdio(), "exec cat /dev/zero >&3")) {
            assertThat(io.stdout().read()).isZero();

            io.endsWith(CompletableFuture.completedFuture(ENDED));
            io.stdout().transferTo(OutputStream.nullOutputStream());

            assertThat(io.truncated()).isTrue();
            assertThat(background.exit()).isNotDone();
        }
    }

    @Test
    void aReadTimesOutAndGoesOn() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT.withReadTimeout(Duration.ofMillis(20)))) {
            assertThatExceptionOfType(StreamTimeoutException.class)
                    .isThrownBy(() -> io.stdout().read());

            try (FakeShim shim = FakeShim.start(io.stdio(), "printf x >&3")) {
                shim.awaitEnd();
            }

            assertThat(read(io.stdout(), 1)).isEqualTo("x");
        }
    }

    @Test
    void whenNobodyWillSayTheEndReadsGiveWhatIsThereAndFail() throws Exception {
        try (TaskIo io = fixture.open(StreamOptions.DEFAULT)) {
            IllegalStateException lost = new IllegalStateException("lost");
            CompletableFuture<Exit> exit = new CompletableFuture<>();
            io.endsWith(exit);
            FutureTask<Integer> waiting = blocked(io.stderr()::read);
            try (FakeShim shim = FakeShim.start(io.stdio(), "printf x >&3")) {
                shim.awaitEnd();
            }

            exit.completeExceptionally(lost);

            assertThat(read(io.stdout(), 1)).isEqualTo("x");
            assertThatIOException().isThrownBy(() -> io.stdout().read()).withCause(lost);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                    .withCauseInstanceOf(IOException.class);
        }
    }

    private Path content(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(directory.resolve("content-" + size), bytes);
    }

    private static byte[] digest(InputStream stream, long size) throws Exception {
        try (DigestInputStream digesting = new DigestInputStream(stream, MessageDigest.getInstance("SHA-256"))) {
            assertThat(digesting.transferTo(OutputStream.nullOutputStream())).isEqualTo(size);
            return digesting.getMessageDigest().digest();
        }
    }
}
