// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnknownException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RuncLauncherTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ContainerId WEB = new ContainerId("web");
    private static final String RECORD_AND_TELL =
            "printf '%s\\n' \"$@\" > \"$DIR/arguments\"; echo 4711 > \"$DIR/pid\"";

    @TempDir
    Path directory;

    private RuncLauncher.Outcome outcome;

    @BeforeEach
    void chooseFiles() {
        outcome = new RuncLauncher.Outcome(directory.resolve("pid"), directory.resolve("log"));
    }

    private RuncLauncher launcher(String body) {
        return new RuncLauncher(new FakeRuntime(directory, body).runc());
    }

    private long create(RuncLauncher launcher, Duration timeout) {
        return launcher.create(WEB, Path.of("/b"), false, false, ContainerStreams.NULL, outcome, timeout);
    }

    private List<String> command(String verb) throws IOException {
        List<String> arguments = Files.readAllLines(directory.resolve("arguments"));
        return arguments.subList(arguments.indexOf(verb), arguments.size());
    }

    @Test
    void aContainerIsCreatedAndItsPidReadFromTheFile() throws Exception {
        assertThat(create(launcher(RECORD_AND_TELL), TIMEOUT)).isEqualTo(4711);

        assertThat(command("create"))
                .containsExactly(
                        "create",
                        "--bundle",
                        "/b",
                        "--pid-file",
                        outcome.pidFile().toString(),
                        "web");
        assertThat(Files.readAllLines(directory.resolve("arguments")))
                .containsSubsequence("--log", outcome.log().toString(), "create");
    }

    @Test
    void aProcessIsAddedWithATerminal() throws Exception {
        long pid = launcher(RECORD_AND_TELL)
                .exec(WEB, Path.of("/p.json"), ContainerStreams.terminal(Path.of("/s")), outcome, TIMEOUT);

        assertThat(pid).isEqualTo(4711);
        assertThat(command("exec"))
                .containsExactly(
                        "exec",
                        "--detach",
                        "--process",
                        "/p.json",
                        "--pid-file",
                        outcome.pidFile().toString(),
                        "--console-socket",
                        "/s",
                        "web");
    }

    @Test
    void aCheckpointIsRestoredAsItsOptionsSay() throws Exception {
        CriuOptions options =
                new CriuOptions(Path.of("/i"), Path.of("/w"), true, true, true, true, List.of("network"), "soft");

        launcher(RECORD_AND_TELL).restore(WEB, Path.of("/b"), true, options, ContainerStreams.NULL, outcome, TIMEOUT);

        assertThat(String.join(" ", command("restore")))
                .isEqualTo(
                        "restore --detach --no-subreaper --bundle /b --image-path /i --work-path /w --tcp-established"
                                + " --ext-unix-sk --shell-job --file-locks --manage-cgroups-mode soft --empty-ns network"
                                + " --no-pivot --pid-file " + outcome.pidFile() + " web");
    }

    @Test
    void whatIsNotAskedForIsNotSaid() {
        assertThat(new CriuOptions(Path.of("/i"), Path.of("/w"), false, false, false, false, List.of(), "").arguments())
                .containsExactly("--image-path", "/i", "--work-path", "/w");
    }

    @Test
    void aRefusalIsQuotedFromTheEndOfTheLog() throws Exception {
        Files.writeString(outcome.log(), "{\"level\":\"error\",\"msg\":\"of an earlier command\"}\n".repeat(5000));
        RuncLauncher launcher =
                launcher("echo '{\"level\":\"error\",\"msg\":\"no such program\"}' >> \"$DIR/log\"; exit 1");

        assertThatThrownBy(() -> create(launcher, TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContainingAll("create web", "no such program");
    }

    @Test
    void withoutAPidThereIsNoProcess() {
        assertThatThrownBy(() -> create(launcher("exit 0"), TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining(outcome.pidFile().toString());
        assertThatThrownBy(() -> create(launcher("echo x > \"$DIR/pid\""), TIMEOUT))
                .isInstanceOf(UnknownException.class);
    }

    @Test
    void whoTakesTooLongIsKilled() throws Exception {
        RuncLauncher launcher = launcher("echo $$ > \"$DIR/hung\"; exec sleep 1000");

        assertThatThrownBy(() -> create(launcher, Duration.ofSeconds(2)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("create web");

        long hung = Long.parseLong(Files.readString(directory.resolve("hung")).strip());
        await().untilAsserted(() -> assertThat(ProcessHandle.of(hung).filter(ProcessHandle::isAlive))
                .isEmpty());
    }
}
