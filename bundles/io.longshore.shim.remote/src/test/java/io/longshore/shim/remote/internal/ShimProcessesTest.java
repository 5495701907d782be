// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShimProcessesTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Path SOCKET = Path.of("/run/longshore-test/.sockets/0123456789abcdef");

    private final LinuxPosix posix = new LinuxPosix();
    private final ShimProcesses processes = new ShimProcesses(Path.of("/proc"), posix);
    private Process process;

    @TempDir
    Path proc;

    @AfterEach
    void end() throws Exception {
        posix.close();
        if (process != null) {
            process.destroyForcibly();
            assertThat(process.waitFor(10, SECONDS)).isTrue();
        }
    }

    /** A shell that waits, with arguments that only have to be there. */
    private int start(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 4];
        System.arraycopy(new String[] {"sh", "-c", "read nothing; true", "shim"}, 0, command, 0, 4);
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        process = new ProcessBuilder(command).start();
        return (int) process.pid();
    }

    @Test
    void shimIsKnownByItsSocket() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET);

        try (ShimProcess found = processes.of(pid, SOCKET).orElseThrow()) {
            assertThat(found.pid()).isEqualTo(pid);
            found.end(LONG);
        }
        // not its status: it is a child of this JVM, and was reaped already
        assertThat(process.waitFor(10, SECONDS)).isTrue();
    }

    @Test
    void foreignProcessIsNeverTakenForAShim() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET + "0");

        assertThat(processes.of(pid, SOCKET)).isEmpty();
        assertThat(processes.all(SOCKET)).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void shimIsFoundWithoutItsPid() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET);

        assertThat(processes.all(SOCKET)).singleElement().satisfies(found -> {
            assertThat(found.pid()).isEqualTo(pid);
            found.close();
        });
    }

    @Test
    void processThatIsGoneIsNotFound() throws Exception {
        int pid = start();
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();

        assertThat(processes.of(pid, SOCKET)).isEqualTo(Optional.empty());
    }

    @Test
    void shimThatWasLetGoOfIsNotKilled() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET);
        ShimProcess found = processes.of(pid, SOCKET).orElseThrow();

        found.close();

        assertThatThrownBy(() -> found.end(LONG)).isInstanceOf(UnavailableException.class);
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void endingAgainAfterTheEndAndTheClosingIsFine() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET);
        ShimProcess found = processes.of(pid, SOCKET).orElseThrow();
        found.end(LONG);
        found.close();

        assertThatCode(() -> found.end(LONG)).doesNotThrowAnyException();
    }

    @Test
    void pidThatIsAThreadByNowIsNoShim() throws Exception {
        String thread;
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            thread = threads.map(path -> path.getFileName().toString())
                    .filter(name ->
                            Long.parseLong(name) != ProcessHandle.current().pid())
                    .findFirst()
                    .orElseThrow();
        }

        assertThat(processes.of(Integer.parseInt(thread), SOCKET)).isEmpty();
    }

    @Test
    void hintOfAForeignProcessDoesNotHideTheShim() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET);
        int own = (int) ProcessHandle.current().pid();

        try (ShimProcess found = processes.find(Optional.of(own), SOCKET).orElseThrow()) {
            assertThat(found.pid()).isEqualTo(pid);
        }
    }

    @Test
    void unreadableCommandLineIsNotTakenForTheEnd() throws Exception {
        Files.createDirectories(proc.resolve("42").resolve("cmdline"));

        assertThatThrownBy(() -> new ShimProcesses(proc, posix).all(SOCKET)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void processThatWentAwayMeanwhileIsNoFailure() throws Exception {
        Files.createDirectories(proc.resolve("42"));
        Files.createDirectories(proc.resolve("self").resolve("cmdline"));

        assertThat(new ShimProcesses(proc, posix).all(SOCKET)).isEmpty();
    }

    @Test
    void unreadableProcIsNotTakenForTheEnd() {
        ShimProcesses nowhere = new ShimProcesses(proc.resolve("missing"), posix);

        assertThatThrownBy(() -> nowhere.find(Optional.empty(), SOCKET)).isInstanceOf(UnavailableException.class);
    }
}
