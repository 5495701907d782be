// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnknownException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import io.longshore.runc.ContainerStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the OCI runtime is told, word by word. */
class ContainerCommandsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private FakeRuntime runtime;
    private ShimLaunch launch;

    @BeforeEach
    void open() throws Exception {
        runtime = new FakeRuntime(directory);
        runtime.first("true");
        ShimLaunch plain = runtime.launch("web");
        launch = new ShimLaunch(
                plain.namespace(),
                plain.id(),
                plain.bundle(),
                plain.workDirectory(),
                "",
                new RuncOptions(runtime.program().toString(), runtime.root().toString(), "/opt/criu", true),
                "",
                false);
    }

    @AfterEach
    void close() {
        posix.close();
    }

    private ContainerCommands commands() {
        return new ContainerCommands(launch, posix);
    }

    private String lastLine() throws IOException {
        List<String> lines = runtime.lines();
        return lines.get(lines.size() - 1)
                .replace(launch.bundle().toString(), "BUNDLE")
                .replace(launch.workDirectory().toString(), "WORK")
                .replace(runtime.root().toString(), "ROOT");
    }

    @Test
    void creation() throws Exception {
        RuncCreateOptions options =
                new RuncCreateOptions(true, true, "", 0, 0, false, false, false, false, List.of(), "", "", "");

        commands().create(options, ContainerStreams.terminal(Path.of("/s")), TIMEOUT);

        assertThat(lastLine())
                .isEqualTo(
                        "--root ROOT/ns --log-format json --log BUNDLE/log.json --systemd-cgroup create --bundle BUNDLE"
                                + " --no-pivot --no-new-keyring --pid-file BUNDLE/init.pid --console-socket /s web");
    }

    @Test
    void restoration() throws Exception {
        RuncCreateOptions options = new RuncCreateOptions(
                true, false, "", 0, 0, true, true, true, true, List.of("network", "ipc"), "soft", "/criu/work", "");
        CreateOptions all =
                CreateOptions.DEFAULT.withCheckpoint(Path.of("/image")).withRunc(options);

        commands().criu().restore(all, ContainerStreams.NULL, TIMEOUT);

        assertThat(lastLine())
                .isEqualTo(
                        "--root ROOT/ns --log-format json --log BUNDLE/log.json --criu /opt/criu --systemd-cgroup restore"
                                + " --detach --no-subreaper --bundle BUNDLE --image-path /image --work-path /criu/work"
                                + " --tcp-established --ext-unix-sk --shell-job --file-locks --manage-cgroups-mode soft"
                                + " --empty-ns network --empty-ns ipc --no-pivot --pid-file BUNDLE/init.pid web");
    }

    @Test
    void restorationFromTheImageThatTheRuntimesOptionsName() throws Exception {
        RuncCreateOptions options =
                new RuncCreateOptions(false, false, "", 0, 0, false, false, false, false, List.of(), "", "", "/other");
        CreateOptions all = CreateOptions.DEFAULT.withRunc(options);

        assertThat(CriuCommands.image(all)).isEqualTo("/other");
        commands().criu().restore(all, ContainerStreams.NULL, TIMEOUT);

        assertThat(lastLine()).contains(" --image-path /other --work-path WORK ");
    }

    @Test
    void checkpoint() throws Exception {
        CheckpointOptions options =
                new CheckpointOptions(false, true, true, true, true, List.of("network"), "strict", "/criu/work");

        commands().criu().checkpoint(Path.of("/image"), options, TIMEOUT);

        assertThat(lastLine())
                .isEqualTo(
                        "--root ROOT/ns --log-format json --criu /opt/criu --systemd-cgroup checkpoint --image-path /image"
                                + " --work-path /criu/work --tcp-established --ext-unix-sk --shell-job --file-locks"
                                + " --manage-cgroups-mode strict --empty-ns network --leave-running web");

        commands()
                .criu()
                .checkpoint(
                        Path.of("/image"),
                        new CheckpointOptions(true, false, false, false, false, List.of(), "", ""),
                        TIMEOUT);
        assertThat(lastLine()).endsWith("checkpoint --image-path /image --work-path WORK/criu-work web");
    }

    @Test
    void criusLogIsKeptWhenItFails() throws Exception {
        commands().create(RuncCreateOptions.DEFAULT, ContainerStreams.NULL, TIMEOUT);
        Path work = launch.workDirectory().resolve("criu-work");
        runtime.before(
                "checkpoint",
                "mkdir -p '" + work + "'; echo criu says no >'" + work + "/dump.log';"
                        + " echo '{\"level\":\"error\",\"msg\":\"criu failed\"}' >&2; exit 1");

        assertThatThrownBy(() -> commands().criu().checkpoint(Path.of("/image"), CheckpointOptions.DEFAULT, TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContainingAll("criu failed", "criu-dump.log");

        assertThat(launch.bundle().resolve("criu-dump.log")).hasContent("criu says no");
        assertThat(work).doesNotExist();
    }

    @Test
    void limits() throws Exception {
        runtime.before("update", "cat >$DIR/limits");

        commands().update("{\"memory\":{\"limit\":1}}", TIMEOUT);

        assertThat(lastLine()).endsWith(" update --resources - web");
        assertThat(Files.readString(directory.resolve("limits"))).isEqualTo("{\"memory\":{\"limit\":1}}");
    }
}
