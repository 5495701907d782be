// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import io.longshore.posix.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LocalStreamsTest extends LocalShimFixture {
    @Test
    void inputArrivesAndEndsWhenItIsClosedHereAndThere() throws Exception {
        Path stdin = fifo("stdin");
        Path copy = directory.resolve("copy");
        runtime.first("cat >'" + copy + "'");
        Shim shim = created(new Stdio(stdin.toString(), "", "", false));
        CompletionStage<Exit> exit = shim.exit(null);
        try (Fd writer = posix.open(stdin, Fd.Access.WRITE)) {
            byte[] hello = "hello".getBytes(UTF_8);
            assertThat(writer.write(hello, 0, hello.length)).isEqualTo(hello.length);
            await().untilAsserted(() -> assertThat(copy).hasContent("hello"));

            shim.closeStdin(null, TIMEOUT);
            assertThat(writer.write(hello, 0, hello.length))
                    .as("another writer is there")
                    .isEqualTo(hello.length);
            await().untilAsserted(() -> assertThat(copy).hasContent("hellohello"));
        }
        assertThat(ended(exit).status()).isZero();
        shim.delete(TIMEOUT);
    }

    @Test
    void outputThatNobodyReadsHoldsUpOnlyWhoWritesIt() throws Exception {
        Path stdout = fifo("stdout");
        runtime.first("head -c 1000000 /dev/zero");
        Shim shim = created(new Stdio("", stdout.toString(), "", false));
        CompletionStage<Exit> exit = shim.exit(null);

        try (Fd reader = posix.open(stdout, Fd.Access.READ)) {
            byte[] buffer = new byte[65_536];
            long total = 0;
            int count = reader.read(buffer, 0, buffer.length);
            while (count >= 0) {
                total += count;
                if (count == 0) {
                    reader.readable().toCompletableFuture().get(30, SECONDS);
                }
                count = reader.read(buffer, 0, buffer.length);
            }
            assertThat(total).isEqualTo(1_000_000);
        }
        assertThat(ended(exit).status()).isZero();
    }

    @Test
    void deletionWaitsForHeldOutputOnlySoLong() throws Exception {
        Path output = directory.resolve("output");
        runtime.first("sleep 1000 & echo $! >\"" + directory + "/held\"; echo last words");
        Shim shim = created(Stdio.toFile(output));
        assertThat(ended(shim.exit(null)).status()).isZero();

        long begun = System.nanoTime();
        shim.delete(TIMEOUT);

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertThat(output).hasContent("last words");
        posix.kill(Integer.parseInt(Files.readString(directory.resolve("held")).strip()), 9);
    }

    @Test
    void aStreamThatIsNotThereIsRefused() {
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(new Stdio("", "/no/such/fifo", "", false)), TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("/no/such/fifo");
        assertThatThrownBy(() -> shim.create(task(new Stdio("/no/such/fifo", "", "", false)), TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class);
    }

    @Test
    void aLoggerThatIsNeverReadyIsKilledAtTheDeadline() throws Exception {
        Shim shim = driver.start(launch, TIMEOUT);
        Path pid = directory.resolve("pid");

        assertThatThrownBy(() -> shim.create(
                        task(new Stdio("", logger("echo $$ >" + pid + "; exec sleep 1000"), "", false)),
                        Duration.ofMillis(700)))
                .isInstanceOf(DeadlineExceededException.class);

        long logger = Long.parseLong(Files.readString(pid).strip());
        await().untilAsserted(() -> assertThat(ProcessHandle.of(logger)).isEmpty());
    }

    @Test
    void aLoggerThatIsNotThereIsRefused() {
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(new Stdio("", "binary:///no/such/logger", "", false)), TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("/no/such/logger");
    }

    @Test
    void aLoggerThatIgnoresTheEndIsAskedToEnd() throws Exception {
        Path pid = directory.resolve("pid");
        runtime.first("true");
        Shim shim = created(new Stdio("", logger("echo $$ >" + pid + "; echo >&5; exec sleep 1000"), "", false));
        assertThat(ended(shim.exit(null)).status()).isZero();

        shim.delete(TIMEOUT);

        long logger = Long.parseLong(Files.readString(pid).strip());
        await().untilAsserted(() -> assertThat(ProcessHandle.of(logger)).isEmpty());
    }

    private String logger(String script) throws Exception {
        Path logger = Files.writeString(directory.resolve("logger"), "#!/bin/sh\n" + script + "\n");
        assertThat(logger.toFile().setExecutable(true)).isTrue();
        return "binary://" + logger;
    }
}
