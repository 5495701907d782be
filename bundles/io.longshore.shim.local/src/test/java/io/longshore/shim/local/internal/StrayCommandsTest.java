// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.UnavailableException;
import io.longshore.posix.LinuxPosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a {@code /proc} of the test, where its processes have other command lines than they truly have. */
@Timeout(60)
class StrayCommandsTest {
    private static final ContainerId WEB = new ContainerId("web");

    @TempDir
    Path proc;

    private final LinuxPosix posix = new LinuxPosix();
    private final List<Process> processes = new ArrayList<>();
    private StrayCommands stray;

    @BeforeEach
    void open() {
        stray = new StrayCommands(proc, posix);
    }

    @AfterEach
    void close() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly();
            assertThat(process.waitFor(30, SECONDS)).isTrue();
        }
        posix.close();
    }

    private Process process(String commandLine) throws IOException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        processes.add(process);
        Path directory = Files.createDirectory(proc.resolve(String.valueOf(process.pid())));
        Files.writeString(directory.resolve("cmdline"), commandLine.replace(' ', '\0') + "\0");
        return process;
    }

    private void end() {
        stray.end(Path.of("/run/runc/ns"), WEB, TimeLeft.of(Duration.ofSeconds(30)));
    }

    @Test
    void allThatAreAboutTheContainerAreGoneWhenItReturns() throws Exception {
        Process start = process("/usr/sbin/runc --root /run/runc/ns --log-format json start web");
        Process create = process("runc --root /run/runc/ns create --bundle /b --pid-file /b/init.pid web");

        end();

        assertThat(List.of(start.toHandle(), create.toHandle())).noneMatch(ProcessHandle::isAlive);
        assertThat(start.waitFor()).isEqualTo(137);
        assertThat(create.waitFor()).isEqualTo(137);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runc --root /run/runc/ns start other",
                "runc --root /run/runc/ns start web2",
                "runc --root /run/runc/ns start myweb",
                "runc --root /run/runc/ns exec --process /web web more",
                "runc --root /run/runc/ns2 start web",
                "runc --root /run/runc start web",
                "runc start web",
                "web",
                ""
            })
    void whatIsNotAboutItIsLeftAlone(String commandLine) throws Exception {
        Process other = process(commandLine);
        Process one = process("runc --root /run/runc/ns start web");

        end();

        assertThat(one.waitFor()).isEqualTo(137);
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void whoIsGoneAlreadyHoldsNothingUp() throws Exception {
        Process gone = process("runc --root /run/runc/ns start web");
        gone.destroyForcibly();
        assertThat(gone.waitFor()).isEqualTo(137);
        Files.createDirectory(proc.resolve("4194305"));
        Files.createDirectory(proc.resolve("self"));

        end();

        assertThat(gone.isAlive()).isFalse();
    }

    @Test
    void withoutTheListOfProcessesNobodyKnows() {
        stray = new StrayCommands(proc.resolve("none"), posix);

        assertThatThrownBy(this::end).isInstanceOf(UnavailableException.class);
    }
}
