// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.RecordingRuntime;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What a container, a task or the configuration says about the OCI runtime, seen by the OCI runtime. */
@EveryShim
class RuntimeOptionsIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;
    private RecordingRuntime recorder;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        recorder = RecordingRuntime.install(rig.directory().resolve("recorder"));
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RuncOptions recorded() {
        return new RuncOptions(recorder.program().toString(), "", "", false);
    }

    private Task create(String id, RuncOptions options, CreateOptions create, String... command) {
        ContainerId container = rig.container(id, rig.spec(id, command).build(), options);
        return rig.runtime().create(rig.namespace(), container, create);
    }

    private static void run(Task task) throws Exception {
        task.start();
        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status()).isZero();
        task.delete();
    }

    @Test
    void containerHasARuntimeOfItsOwn() throws Exception {
        run(create("ordinary", RuncOptions.NONE, CreateOptions.DEFAULT, "true"));
        assertThat(recorder.calls()).isEmpty();

        run(create("own", recorded(), CreateOptions.DEFAULT, "true"));

        assertThat(recorder.call("create")).endsWith("own").doesNotContain("--no-pivot", "--no-new-keyring");
        assertThat(recorder.call("start")).endsWith("own");
        assertThat(recorder.call("delete")).endsWith("own");
        assertThat(recorder.calls()).noneMatch(call -> call.contains("ordinary"));
    }

    @Test
    void runtimeOfTheConfigurationIsUsedUnlessTheContainerHasItsOwn() throws Exception {
        rig.restartWith(settings -> with(settings, recorder.program().toString(), settings.runtimeRoot()));

        run(create("configured", RuncOptions.NONE, CreateOptions.DEFAULT, "true"));
        run(create("own", new RuncOptions("runc", "", "", false), CreateOptions.DEFAULT, "true"));

        assertThat(recorder.call("create")).endsWith("configured");
    }

    private static RuntimeSettings with(RuntimeSettings settings, String runtime, Path runtimeRoot) {
        return settings.withRuntime(runtime).withRuntimeRoot(runtimeRoot);
    }

    @Test
    void runtimeKeepsItsStateWhereTheContainerOrElseTheConfigurationSays() throws Exception {
        Path configured = rig.directory().resolve("configured");
        Path own = rig.directory().resolve("own");
        rig.restartWith(settings -> with(settings, settings.runtime(), configured));

        Task ordinary = create("ordinary", RuncOptions.NONE, CreateOptions.DEFAULT, "true");
        Task special = create("special", new RuncOptions("", own.toString(), "", false), CreateOptions.DEFAULT, "true");

        String namespace = rig.namespace().name();
        assertThat(configured.resolve(namespace).resolve("ordinary/state.json")).exists();
        assertThat(own.resolve(namespace).resolve("special/state.json")).exists();
        assertThat(configured.resolve(namespace).resolve("special")).doesNotExist();
        run(ordinary);
        run(special);
        assertThat(configured.resolve(namespace)).isEmptyDirectory();
        assertThat(own.resolve(namespace)).isEmptyDirectory();
    }

    @Test
    void relativeStateDirectoryIsRefused() {
        assertThatThrownBy(
                        () -> create("relative", new RuncOptions("", "runc", "", false), CreateOptions.DEFAULT, "true"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("absolute");
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void cgroupsThroughSystemdAreAskedForAndRefusedInRuncsWords() throws Exception {
        RuncOptions systemd = new RuncOptions(recorder.program().toString(), "", "", true);

        assertThatThrownBy(() -> create("systemd", systemd, CreateOptions.DEFAULT, "true"))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("cgroup");

        assertThat(recorder.calls()).anyMatch(call -> call.contains("create") && call.contains("--systemd-cgroup"));
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void pivotRootAndKeyringAreLeftOutIfTheTaskSaysSo() throws Exception {
        RuncCreateOptions options =
                new RuncCreateOptions(true, true, "", 0, 0, false, false, false, false, List.of(), "", "", "");

        run(create("without", recorded(), CreateOptions.DEFAULT.withRunc(options), "true"));

        assertThat(recorder.call("create")).contains("--no-pivot", "--no-new-keyring");
    }

    @Test
    void pipesOfTheOutputBelongToTheUserThatTheTaskNames() throws Exception {
        Path output = rig.directory().resolve("output");
        RuncCreateOptions options =
                new RuncCreateOptions(false, false, "", 1000, 1001, false, false, false, false, List.of(), "", "", "");

        run(create(
                "owned",
                recorded(),
                CreateOptions.with(Stdio.toFile(output)).withRunc(options),
                "busybox",
                "stat",
                "-L",
                "-c",
                "%g",
                "/proc/self/fd/1",
                "/proc/self/fd/2"));

        assertThat(recorder.ownerOfTheOutput()).isEqualTo("1000:1001");
        // runc gives them to the user in the container, and leaves the group
        assertThat(Files.readAllLines(output)).containsExactly("1001", "1001");
    }
}
