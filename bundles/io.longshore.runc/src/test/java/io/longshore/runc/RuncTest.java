// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuncTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ContainerId WEB = new ContainerId("web");
    private static final String RECORD = "printf '%s\\n' \"$@\" > \"$DIR/arguments\"";
    private static final String DOES_NOT_EXIST =
            "echo '{\"level\":\"error\",\"msg\":\"container does not exist\"}' >&2; exit 1";

    @TempDir
    Path directory;

    @Test
    void killNamesTheContainerAndTheSignalByNumber() throws IOException {
        FakeRuntime runtime = new FakeRuntime(directory, RECORD);

        runtime.runc().kill(WEB, Signal.parse("RTMIN+1"), false, TIMEOUT);

        assertThat(runtime.lines("arguments"))
                .containsExactly("--root", runtime.root().toString(), "--log-format", "json", "kill", "web", "35");
    }

    @Test
    void killOfAllProcessesSaysSo() throws IOException {
        FakeRuntime runtime = new FakeRuntime(directory, RECORD);

        runtime.runc().kill(WEB, Signal.KILL, true, TIMEOUT);

        assertThat(runtime.lines("arguments")).endsWith("kill", "--all", "web", "9");
    }

    @Test
    void deleteForcesOnlyWhenAsked() throws IOException {
        FakeRuntime runtime = new FakeRuntime(directory, RECORD);

        runtime.runc().delete(WEB, false, TIMEOUT);
        assertThat(runtime.lines("arguments")).endsWith("json", "delete", "web");

        runtime.runc().delete(WEB, true, TIMEOUT);
        assertThat(runtime.lines("arguments")).endsWith("json", "delete", "--force", "web");
    }

    @Test
    void systemdCgroupsAreAskedForBeforeTheCommand() throws IOException {
        FakeRuntime runtime = new FakeRuntime(directory, RECORD);

        runtime.runcWithSystemdCgroup().delete(WEB, false, TIMEOUT);

        assertThat(runtime.lines("arguments")).endsWith("--systemd-cgroup", "delete", "web");
    }

    @Test
    void versionIsTheFirstLine() {
        Runc runc = new FakeRuntime(directory, "echo 'runc version 1.1.5'; echo 'spec: 1.0.2'").runc();

        assertThat(runc.version(TIMEOUT)).isEqualTo("runc version 1.1.5");
    }

    @Test
    void aSilentRuntimeHasNoVersion() {
        Runc runc = new FakeRuntime(directory, "exit 0").runc();

        assertThatExceptionOfType(UnknownException.class).isThrownBy(() -> runc.version(TIMEOUT));
    }

    @Test
    void stateIsReadWhateverElseTheRuntimeTells() {
        Runc runc = new FakeRuntime(
                        directory,
                        "echo '{\"ociVersion\":\"1.0.2\",\"id\":\"web\",\"pid\":17,\"status\":\"paused\",\"bundle\":\"/b\"}'")
                .runc();

        assertThat(runc.state(WEB, TIMEOUT))
                .isEqualTo(new RuncState("web", RuncState.Status.PAUSED, 17, Path.of("/b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "web is fine",
                "{\"id\":\"web\"}",
                "{\"id\":\"web\",\"pid\":1,\"status\":\"melted\",\"bundle\":\"/b\"}",
                "{\"id\":\"web\",\"pid\":\"many\",\"status\":\"running\",\"bundle\":\"/b\"}",
                "{\"id\":\"web\",\"pid\":1,\"status\":\"running\",\"bundle\":\"/b\"} and more",
            })
    void stateThatIsNotAStateIsRefused(String printed) {
        Runc runc = new FakeRuntime(directory, "echo '" + printed + "'").runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.state(WEB, TIMEOUT))
                .withMessageContaining("fake-runc state web");
    }

    @Test
    void stateThatNeverStopsPrintingIsRefused() {
        Runc runc = new FakeRuntime(directory, "head -c 4194304 /dev/zero").runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.state(WEB, TIMEOUT))
                .withMessageContaining("too much");
    }

    @Test
    void aRefusalWithoutARecordMeansThereIsNoContainer() {
        Runc runc = new FakeRuntime(directory, DOES_NOT_EXIST).runc();

        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> runc.state(WEB, TIMEOUT));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> runc.kill(WEB, Signal.TERM, false, TIMEOUT));
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> runc.delete(WEB, false, TIMEOUT));
    }

    @Test
    void aRefusalWithARecordIsTheRuntimesOwnWhateverItsText() throws IOException {
        Runc runc = new FakeRuntime(directory, DOES_NOT_EXIST).having("web").runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.state(WEB, TIMEOUT))
                .withMessage("fake-runc state web: container does not exist");
        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.kill(WEB, Signal.TERM, false, TIMEOUT))
                .withMessage("fake-runc kill web: container does not exist");
    }

    @Test
    void killOfAnEndedProcessIsNotFound() throws IOException {
        Runc runc = new FakeRuntime(directory, refusingExceptState("stopped", 0))
                .having("web")
                .runc();

        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> runc.kill(WEB, Signal.TERM, false, TIMEOUT))
                .withMessageContaining("has ended");
    }

    @Test
    void deleteOfARunningContainerIsAPreconditionThatFailed() throws IOException {
        Runc runc = new FakeRuntime(directory, refusingExceptState("running", 7))
                .having("web")
                .runc();

        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> runc.delete(WEB, false, TIMEOUT))
                .withMessageContaining("container web is running");
    }

    @Test
    void deleteThatFailsOnAStoppedContainerTellsWhy() throws IOException {
        Runc runc = new FakeRuntime(directory, refusingExceptState("stopped", 0))
                .having("web")
                .runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.delete(WEB, false, TIMEOUT))
                .withMessage("fake-runc delete web: the cgroup is busy");
    }

    @Test
    void theRuntimeGetsNoInputToWaitFor() {
        Runc runc = new FakeRuntime(directory, "cat; echo end").runc();

        assertThatNoException().isThrownBy(() -> runc.version(TIMEOUT));
    }

    private static String refusingExceptState(String status, int pid) {
        return """
                case "$*" in *" state web")
                  echo '{"id":"web","pid":%d,"status":"%s","bundle":"/b"}'
                  exit 0
                esac
                echo '{"level":"error","msg":"the cgroup is busy"}' >&2
                exit 1""".formatted(pid, status);
    }
}
