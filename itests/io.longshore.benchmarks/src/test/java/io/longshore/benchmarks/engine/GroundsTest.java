// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroundsTest {
    @TempDir
    Path top;

    private final Grounds grounds = new Grounds();
    private final List<Process> started = new ArrayList<>();
    private Path directory;

    @BeforeEach
    void make() throws IOException {
        directory = grounds.add(Files.createDirectory(top.resolve("ls-1")));
    }

    @AfterEach
    void endAll() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    private Process start(Path workingDirectory, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    /** Waits until it says that it is there. */
    private Process shell(Path workingDirectory, String script, String argument) throws IOException {
        Process shell = start(workingDirectory, "sh", "-c", script, argument);
        assertThat(shell.inputReader().readLine()).isEqualTo("here");
        return shell;
    }

    private List<String> clear() {
        return grounds.clear(20, TimeUnit.SECONDS);
    }

    @Test
    void whoeverWorksInItOrNamesItIsEnded() throws Exception {
        Process worksInIt = shell(directory, "trap '' TERM INT; echo here; read -r x", "sh");
        Process namesIt =
                shell(top, "echo here; read -r x", directory.resolve("c.sock").toString());

        assertThat(clear()).isEmpty();

        assertThat(worksInIt.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(namesIt.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(directory).doesNotExist();
    }

    @Test
    void whoHasAnotherDirectoryIsNot() throws Exception {
        Path other = Files.createDirectory(top.resolve("ls-12"));
        Process neighbour =
                shell(other, "echo here; read -r x", other.resolve("c.sock").toString());
        Process worksInIt = shell(directory, "echo here; read -r x", "sh");

        assertThat(clear()).isEmpty();

        assertThat(worksInIt.isAlive()).isFalse();
        assertThat(neighbour.isAlive()).isTrue();
        assertThat(other).exists();
    }

    @Test
    void whatIsStartedMeanwhileIsEndedToo() throws Exception {
        Process busy = shell(directory, "echo here; while :; do (sleep 1000 & exec sleep 0.01); done", "sh");
        List<ProcessHandle> all = new ArrayList<>(busy.descendants().toList());

        assertThat(clear()).isEmpty();

        all.add(busy.toHandle());
        // who was killed is there until somebody has waited for it
        assertThat(all).allSatisfy(process -> assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(OwnProcess.of(directory, "ls-1")).isEmpty();
    }

    @Test
    void aDirectoryThatIsGoneMayStillHaveProcesses() throws Exception {
        Process namesIt =
                shell(top, "echo here; read -r x", directory.resolve("c.sock").toString());
        Files.delete(directory);

        assertThat(clear()).isEmpty();

        assertThat(namesIt.isAlive()).isFalse();
    }

    @Test
    void theSocketsAtWhichAProcessListensAreKnown() throws Exception {
        Path socket = top.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            assertThat(new OwnProcess(ProcessHandle.current()).sockets()).contains(socket);
        }
        assertThat(new OwnProcess(ProcessHandle.current()).sockets()).doesNotContain(socket);
    }
}
