// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnknownException;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import io.longshore.shell.internal.terminal.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskRunTest {
    private static final ContainerId WEB = new ContainerId("web");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final Console console = new Console();
    private final TaskRun run = new TaskRun();
    private final AtomicReference<Path> output = new AtomicReference<>();

    @BeforeEach
    void aCommand() {
        run.id = "web";
        run.rootfs = "/srv/web";
        run.args = List.of("true");
        run.containers = containers;
        run.runtime = runtime;
    }

    @AfterEach
    void noTaskAndNoFileIsLeft() {
        assertThat(runtime.list()).isEmpty();
        Path file = output.get();
        if (file != null) {
            assertThat(file).doesNotExist();
            assertThat(file.getParent()).doesNotExist();
        }
    }

    @Test
    void itPrintsTheOutputToTheLastByteAndReturnsTheStatus() throws Exception {
        runtime.onStart = task -> {
            write(task, "first ");
            task.onEnd = () -> write(task, "last");
            task.exit.complete(Exit.exited(42, FakeTask.ENDED));
        };

        assertThat(console.run(run)).isEqualTo(42);

        assertThat(console.printed())
                .hasLineCount(2)
                .startsWith("first last")
                .endsWith("exit status 42" + System.lineSeparator());
        assertThat(containers.list(Namespace.DEFAULT)).hasSize(1);
    }

    @Test
    void rmRemovesTheRecordToo() throws Exception {
        runtime.onStart = task -> task.exit.complete(Exit.exited(0, FakeTask.ENDED));
        run.remove = true;

        assertThat(console.run(run)).isEqualTo(0);

        assertThat(containers.list(Namespace.DEFAULT)).isEmpty();
    }

    @Test
    void outputIsFollowedWhileTheTaskRuns() throws Exception {
        AtomicReference<FakeTask> started = new AtomicReference<>();
        runtime.onStart = task -> {
            started.set(task);
            write(task, "question");
        };
        // ends the task only once its output has been seen
        PrintStream watching = new PrintStream(
                new OutputStream() {
                    private final StringBuilder seen = new StringBuilder();

                    @Override
                    public void write(int character) {
                        seen.append((char) character);
                        if (seen.toString().equals("question")) {
                            write(started.get(), " answer");
                        }
                        if (seen.toString().equals("question answer")) {
                            started.get().exit.complete(Exit.exited(0, FakeTask.ENDED));
                        }
                    }

                    private void write(FakeTask task, String text) {
                        TaskRunTest.this.write(task, text);
                    }
                },
                true,
                StandardCharsets.UTF_8);

        Exit exit = new ForegroundRun(
                        containers,
                        runtime,
                        watching,
                        Duration.ofSeconds(20),
                        new Progress(Optional.empty(), Progress.PATIENCE))
                .run(Namespace.DEFAULT, run.container(), true);

        assertThat(exit.status()).isEqualTo(0);
    }

    @Test
    void onlyTheUserCanReadTheOutput() throws Exception {
        AtomicReference<String> modes = new AtomicReference<>();
        runtime.onStart = task -> {
            write(task, "secret");
            modes.set(mode(output.get().getParent()));
            task.exit.complete(Exit.exited(0, FakeTask.ENDED));
        };

        console.run(run);

        assertThat(modes).hasValue("rwx------");
    }

    @Test
    void aTaskThatCannotStartLeavesNothing() {
        runtime.onStart = task -> {
            write(task, "");
            throw new UnknownException("runc: exec: \"/bin/tru\": no such file");
        };

        assertThatThrownBy(() -> console.run(run))
                .isExactlyInstanceOf(CommandException.class)
                .hasMessageContaining("no such file");

        assertThat(containers.list(Namespace.DEFAULT)).isEmpty();
    }

    @Test
    void aTaskThatDoesNotEndInTimeIsEnded() {
        runtime.onStart = task -> write(task, "some");
        run.timeout = 1;

        assertThatThrownBy(() -> console.run(run)).hasMessageContaining("has not ended within 1 s");

        assertThat(console.printed()).isEqualTo("some");
        assertThat(containers.list(Namespace.DEFAULT)).hasSize(1);
    }

    @Test
    void ctrlCEndsTheTask() {
        runtime.onStart = task -> {
            write(task, "");
            Thread.currentThread().interrupt();
        };
        run.remove = true;

        assertThatThrownBy(() -> console.run(run)).hasMessageContaining("was interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(containers.list(Namespace.DEFAULT)).isEmpty();
    }

    @Test
    void anIdThatIsTakenIsNotTouched() throws Exception {
        containers.create(Namespace.DEFAULT, run.container());

        assertThatThrownBy(() -> console.run(run)).hasMessageContaining("exists already");

        assertThat(containers.get(Namespace.DEFAULT, WEB)).isNotNull();
    }

    private void write(FakeTask task, String text) {
        String uri = task.info().stdio().stdout();
        Path file = Path.of(uri.substring("file://".length()));
        output.set(file);
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
