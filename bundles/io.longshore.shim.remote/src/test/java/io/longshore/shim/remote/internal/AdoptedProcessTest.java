// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.posix.LinuxPosix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdoptedProcessTest {
    private static final Path SOCKET = Path.of("/run/longshore-test/.sockets/0123456789abcdef");

    private final LinuxPosix posix = new LinuxPosix();
    private Process process;

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

        try (ShimProcess found = AdoptedProcess.of(pid, SOCKET, posix).orElseThrow()) {
            assertThat(found.pid()).isEqualTo(pid);
            found.end(Duration.ofSeconds(10));
        }
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(137);
    }

    @Test
    void foreignProcessIsNeverTakenForAShim() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET + "0");

        assertThat(AdoptedProcess.of(pid, SOCKET, posix)).isEmpty();
        assertThat(AdoptedProcess.all(SOCKET, posix)).isEmpty();
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void shimIsFoundWithoutItsPid() throws Exception {
        int pid = start("-socket", "unix://" + SOCKET);

        assertThat(AdoptedProcess.all(SOCKET, posix)).singleElement().satisfies(found -> {
            assertThat(found.pid()).isEqualTo(pid);
            found.close();
        });
    }

    @Test
    void processThatIsGoneIsNotFound() throws Exception {
        int pid = start();
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();

        assertThat(AdoptedProcess.of(pid, SOCKET, posix)).isEqualTo(Optional.empty());
    }
}
