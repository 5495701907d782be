// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndInOrderTest {
    private static final int KILLED_BY_TERM = 128 + 15;
    private static final int KILLED_BY_INT = 128 + 2;

    @TempDir
    Path top;

    private Process process;
    private ProcessHandle other;
    private Path directory;

    @AfterEach
    void endAll() {
        process.destroyForcibly();
        other.destroyForcibly();
    }

    private BufferedReader start(boolean looks) throws IOException {
        directory = Files.createDirectory(top.resolve("ls-1"));
        process = new ProcessBuilder(
                        // a shell has what it runs in the background ignore that, and so has all that comes from it
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stopped.class.getName(),
                        directory.toString(),
                        String.valueOf(looks))
                .redirectErrorStream(true)
                .start();
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        assertThat(line).startsWith("started ");
        other = ProcessHandle.of(Long.parseLong(line.substring("started ".length())))
                .orElseThrow();
        return said;
    }

    private List<String> end(BufferedReader said, String signal) throws Exception {
        new ProcessBuilder("kill", "-s", signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        List<String> lines = said.lines().toList();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(other.isAlive()).isFalse();
        assertThat(directory).doesNotExist();
        return lines;
    }

    @Test
    void whoWorksTakesEverythingAwayAndIsNotInterrupted() throws Exception {
        List<String> lines = end(start(true), "TERM");

        assertThat(process.exitValue()).isEqualTo(KILLED_BY_TERM);
        assertThat(lines).containsExactly("Taking everything away ...", "in order", "ended true");
    }

    @Test
    void aCtrlCIsTheSame() throws Exception {
        List<String> lines = end(start(true), "INT");

        assertThat(process.exitValue()).isEqualTo(KILLED_BY_INT);
        assertThat(lines).containsExactly("Taking everything away ...", "in order", "ended true");
    }

    @Test
    void whatIsNotDoneInTimeIsDoneByForce() throws Exception {
        List<String> lines = end(start(false), "TERM");

        assertThat(lines)
                .containsExactly("Taking everything away ...", "That takes too long; what is left is ended by force.");
    }
}
