// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.posix.Errno;
import io.longshore.posix.PosixException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ProcessStartTest {

    private static final Kernel KERNEL = Kernel.load();
    private static Readiness exits;

    @TempDir
    private Path directory;

    enum Way {
        SPAWN,
        SETSID;

        Process start(ProcessBuilder builder) throws IOException {
            ProcessStart way = this == SPAWN ? new SpawnStart(KERNEL, exits) : new SetsidStart(new SignalMask(KERNEL));
            return way.start(builder);
        }
    }

    @BeforeAll
    static void watch() {
        exits = new Readiness(KERNEL, "test-pidfd");
    }

    @AfterAll
    static void close() {
        exits.close();
    }

    private static ProcessBuilder shell(String script) {
        return new ProcessBuilder("/bin/sh", "-c", script, "sh", "first argument", "");
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theLibraryOfThisMachineHasWhatIsNeeded() {
        assertThat(SpawnStart.isPossible(KERNEL)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void argumentsEnvironmentAndDirectoryAreThoseOfTheBuilder(Way way) throws Exception {
        ProcessBuilder builder = shell(
                        "echo \"$#|$1|$2|$PWD\"; env | sort | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD=")
                .directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "WORD", "a b=c"));

        Process process = way.start(builder);

        assertThat(output(process)).isEqualTo("2|first argument||" + directory + "\nPATH=/usr/bin:/bin\nWORD=a b=c\n");
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void pipesLeadInAndOut(Way way) throws Exception {
        Process process = way.start(shell("cat; echo no >&2; exit 3"));

        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write("hello".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(output(process)).isEqualTo("hello");
        assertThat(process.getErrorStream().readAllBytes()).asString().isEqualTo("no\n");
        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(process.isAlive()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aMegabyteIsPassedOn(Way way) throws Exception {
        Process process = way.start(shell("head -c 1000000 /dev/zero").redirectInput(new File("/dev/null")));

        assertThat(process.getInputStream().readAllBytes()).hasSize(1_000_000);
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void streamsAreRedirectedToFiles(Way way) throws Exception {
        Path in = Files.writeString(directory.resolve("in"), "given\n");
        Path out = Files.writeString(directory.resolve("out"), "something longer that is replaced");
        Path err = Files.writeString(directory.resolve("err"), "before\n");

        Process process = way.start(shell("cat; echo after >&2")
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(Redirect.appendTo(err.toFile())));

        assertThat(process.waitFor()).isZero();
        assertThat(out).hasContent("given\n");
        assertThat(err).hasContent("before\nafter\n");
        assertThat(process.getInputStream().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void bothOutputsCanBeOne(Way way) throws Exception {
        Path out = directory.resolve("both");

        Process process = way.start(
                shell("echo one; echo two >&2").redirectErrorStream(true).redirectOutput(out.toFile()));

        assertThat(process.waitFor()).isZero();
        assertThat(out).hasContent("one\ntwo\n");
    }

    @ParameterizedTest
    @EnumSource
    void itHasASessionOfItsOwnAndBlocksNoSignal(Way way) throws Exception {
        Process process = way.start(new ProcessBuilder("/bin/cat", "/proc/self/stat", "/proc/self/status"));

        String said = output(process);

        String[] fields = said.substring(said.indexOf(')') + 2).split(" ", 5);
        assertThat(said).startsWith(process.pid() + " ");
        assertThat(fields[3]).as("session").isEqualTo(String.valueOf(process.pid()));
        assertThat(said).contains("SigBlk:\t0000000000000000");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void itIgnoresNoSignalThoughItsParentDoes() throws Exception {
        // what a process ignores, its children ignore
        Process process = Way.SPAWN.start(new ProcessBuilder("/bin/cat", "/proc/self/status"));

        assertThat(output(process)).contains("SigIgn:\t0000000000000000");
    }

    @ParameterizedTest
    @EnumSource
    void noDescriptorOfOursIsInherited(Way way) throws Exception {
        try (var open = Files.newByteChannel(Path.of("/dev/null"))) {
            assertThat(open.isOpen()).isTrue();
            Process process = way.start(shell("ls /proc/$$/fd"));

            assertThat(output(process).lines()).containsExactly("0", "1", "2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSignalThatEndedItIsTold(Way way) throws Exception {
        Process process = way.start(new ProcessBuilder("/bin/sleep", "1000"));
        assertThat(process.isAlive()).isTrue();
        assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThatExceptionOfType(IllegalThreadStateException.class).isThrownBy(process::exitValue);

        process.destroyForcibly();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(137);
        assertThat(process.onExit().get(30, TimeUnit.SECONDS)).isSameAs(process);
        process.destroyForcibly();
    }

    @Test
    void itIsReapedThoughNobodyWaits() throws Exception {
        Process process = Way.SPAWN.start(new ProcessBuilder("/bin/true"));

        process.onExit().get(30, TimeUnit.SECONDS);

        assertThat(Path.of("/proc", String.valueOf(process.pid()))).doesNotExist();
    }

    @Test
    void itHasEndedAlsoIfSomebodyElseWasFasterToReapIt() throws Exception {
        Process reapedByTheJdk = new ProcessBuilder("/bin/sleep", "1000").start();
        LinuxPidFd pidFd = LinuxPidFd.open(KERNEL, exits, (int) reapedByTheJdk.pid());
        CompletableFuture<Void> exited = new CompletableFuture<>();
        Process process = new SpawnedProcess(
                pidFd,
                exited,
                new SpawnStreams.Ours(
                        OutputStream.nullOutputStream(), InputStream.nullInputStream(), InputStream.nullInputStream()));
        process.destroyForcibly();
        assertThat(reapedByTheJdk.waitFor()).isEqualTo(137);

        exited.complete(null);

        assertThat(process.onExit().get(30, TimeUnit.SECONDS)).isSameAs(process);
        assertThat(process.isAlive()).isFalse();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(process::exitValue)
                .withMessageContainingAll(String.valueOf(process.pid()), "may be done");
    }

    @Test
    void aProgramThatIsNotThereIsSaid() {
        IOException refused =
                catchThrowableOfType(IOException.class, () -> Way.SPAWN.start(new ProcessBuilder("/no/such/program")));

        assertThat(refused).hasMessageContaining("/no/such/program");
        assertThat(refused.getCause())
                .isInstanceOfSatisfying(
                        PosixException.class, why -> assertThat(why.errno()).isEqualTo(Errno.ENOENT));
    }

    @Test
    void aProgramWithoutItsPathIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Way.SPAWN.start(new ProcessBuilder("true")));
    }

    @Test
    void descriptorsAreFlat() throws Exception {
        int before = -1;
        for (int round = 0; round < 60; round++) {
            Process process = Way.SPAWN.start(shell("cat"));
            process.getOutputStream().close();
            assertThat(output(process)).isEmpty();
            process.getErrorStream().close();
            process.getInputStream().close();
            process.onExit().get(30, TimeUnit.SECONDS);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Way.SPAWN.start(new ProcessBuilder("/no/such/program")));
            if (round == 9) {
                before = descriptors();
            }
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 2);
    }

    private static int descriptors() {
        String[] names = new File("/proc/self/fd").list();
        assertThat(names).isNotNull();
        return names.length;
    }
}
