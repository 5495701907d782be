// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.RecordingRuntime;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints with a runtime that writes down what it is told, since criu works on few machines. */
@EveryShim
class CheckpointIT {
    private static final CheckpointOptions EVERYTHING =
            new CheckpointOptions(true, true, true, true, true, List.of("network", "ipc"), "soft", "/tmp");

    @Parameter
    private ShimKind kind;

    private Rig rig;
    private RecordingRuntime runtime;
    private Path image;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        runtime = RecordingRuntime.install(rig.directory().resolve("recorder"));
        image = rig.directory().resolve("image");
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private ContainerId container(String criu, String... command) {
        return rig.container(
                "it",
                rig.spec("it", command).build(),
                new RuncOptions(runtime.program().toString(), "", criu, false));
    }

    private Task running(String criu) {
        Task task = rig.runtime().create(rig.namespace(), container(criu, "sleep", "1000"), CreateOptions.DEFAULT);
        task.start();
        return task;
    }

    @Test
    void taskGoesOnAndNothingIsAllowedUnlessSaid() throws Exception {
        Task task = running("");

        task.checkpoint(image, CheckpointOptions.DEFAULT);

        List<String> call = runtime.call("checkpoint");
        assertThat(RecordingRuntime.after("--image-path", call)).isEqualTo(image.toString());
        assertThat(Path.of(RecordingRuntime.after("--work-path", call))).isAbsolute();
        assertThat(call)
                .contains("--leave-running")
                .endsWith("it")
                .doesNotContain(
                        "--tcp-established",
                        "--ext-unix-sk",
                        "--shell-job",
                        "--file-locks",
                        "--empty-ns",
                        "--manage-cgroups-mode",
                        "--criu");
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(rig.topics("it")).endsWith("/tasks/checkpointed");
    }

    @Test
    void everyOptionReachesTheRuntimeAndTheTaskEndsIfItShall() throws Exception {
        Task task = running("/opt/criu");
        if (kind != ShimKind.LOCAL) {
            // containerd's shims say it to every command, we to those that need it
            assertThat(RecordingRuntime.after("--criu", runtime.call("create"))).isEqualTo("/opt/criu");
        }

        task.checkpoint(image, EVERYTHING);

        List<String> call = runtime.call("checkpoint");
        assertThat(call)
                .contains("--tcp-established", "--ext-unix-sk", "--shell-job", "--file-locks")
                .containsSequence("--empty-ns", "network", "--empty-ns", "ipc")
                .containsSequence("--work-path", "/tmp")
                .containsSequence("--criu", "/opt/criu")
                .doesNotContain("--leave-running");
        // a shim of the first generation does not pass the mode of the cgroups on
        if (call.contains("--manage-cgroups-mode")) {
            assertThat(RecordingRuntime.after("--manage-cgroups-mode", call)).isEqualTo("soft");
        }
        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(137);
        task.delete();
    }

    @Test
    void checkpointThatFailsIsReportedInCriusWordsAndTheTaskGoesOn() throws Exception {
        Task task = running("");
        runtime.refuseCheckpoints("criu failed: type NOTIFY errno 22\n");

        assertThatThrownBy(() -> task.checkpoint(image, EVERYTHING))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("criu failed: type NOTIFY errno 22");

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(rig.topics("it")).doesNotContain("/tasks/checkpointed");
    }

    @Test
    void onlyWhatRunsIsCheckpointed() throws Exception {
        Task task = rig.runtime().create(rig.namespace(), container("", "sleep", "1000"), CreateOptions.DEFAULT);

        assertThatThrownBy(() -> task.checkpoint(image, EVERYTHING)).isInstanceOf(FailedPreconditionException.class);

        assertThat(runtime.calls()).noneMatch(call -> call.contains("checkpoint"));
    }

    @Test
    void taskIsCreatedFromACheckpointWithItsStreams() throws Exception {
        RuncCreateOptions options = new RuncCreateOptions(
                true, false, "", 0, 0, true, true, true, true, List.of("network"), "soft", "/tmp", "");
        ContainerId id = container("/opt/criu", "sh", "-c", "read line; echo restored $line; exit 6");
        try (TaskIo io = rig.streams().open(rig.namespace(), id, null, StreamsIT.BOUNDED)) {
            Task task = rig.runtime()
                    .create(
                            rig.namespace(),
                            id,
                            CreateOptions.with(io.stdio()).withCheckpoint(image).withRunc(options));
            io.endsWith(task.exit());
            assertThat(task.info().state()).isEqualTo(TaskState.CREATED);

            task.start();
            assertThat(task.info().pid()).isPositive();
            io.stdin().write("again\n".getBytes(UTF_8));

            assertThat(new Screen(io.stdout()).rest()).isEqualTo("restored again\n");
            assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isEqualTo(6);
            List<String> call = runtime.call("restore");
            assertThat(call)
                    .containsSequence("--image-path", image.toString())
                    .containsSequence("--work-path", "/tmp")
                    .containsSequence("--criu", "/opt/criu")
                    .contains("--detach", "--no-pivot")
                    .endsWith("it");
            assertThat(RecordingRuntime.after("--bundle", call))
                    .isEqualTo(task.info().bundle().toString());
            assertThat(runtime.calls()).noneMatch(other -> other.contains("create"));
            task.delete();
        }
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void clientThatNeverComesDoesNotHoldUpTheRestoredTask() throws Exception {
        Path fifo = rig.directory().resolve("fifo");
        try (LinuxPosix posix = new LinuxPosix()) {
            posix.mkfifo(fifo, 0600);
        }
        Stdio stdio = new Stdio("", fifo.toString(), fifo.toString(), false);
        Task task = rig.runtime()
                .create(
                        rig.namespace(),
                        container("", "sleep", "1000"),
                        CreateOptions.with(stdio).withCheckpoint(image));

        task.start();

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.forceDelete().status()).isEqualTo(137);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void taskThatIsToBeRestoredIsDeletedBeforeItIsStarted(boolean forced) throws Exception {
        rig.restartWith(Impatient::settings);
        Task task = rig.runtime()
                .create(rig.namespace(), container("", "sleep", "1000"), CreateOptions.DEFAULT.withCheckpoint(image));

        Exit exit = forced ? task.forceDelete() : task.delete();

        // null if it never had a process
        assertThat((Object) exit.status()).isNotEqualTo(0);
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.runtime().list()).isEmpty();
    }
}
