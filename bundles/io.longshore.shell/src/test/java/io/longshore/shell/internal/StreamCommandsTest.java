// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.streams.StreamOptions;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.karaf.shell.support.CommandException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StreamCommandsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final FakeContainers containers = new FakeContainers();
    private final FakeRuntime runtime = new FakeRuntime(containers);
    private final FakeStreams streams = new FakeStreams();
    private final Console console = new Console();
    private final AtomicReference<FakeProcess> process = new AtomicReference<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void aContainer() {
        containers.create(
                BLUE,
                Container.builder(
                                WEB,
                                OciSpec.builder(BLUE, WEB)
                                        .args("sh")
                                        .env("A", "container")
                                        .build())
                        .build());
    }

    @Test
    void execPrintsWhatTheProgramWritesAndReturnsItsStatus() throws Exception {
        TaskExec exec = exec(FakeSession.without(""), started -> {
            streams.io.write("hello");
            started.exit.complete(Exit.exited(7, FakeTask.ENDED));
        });
        exec.env = List.of("B=2");
        exec.user = "1000:100";
        exec.cwd = "/srv";

        assertThat(console.run(exec)).isEqualTo(7);

        assertThat(console.printed()).isEqualTo("hello");
        ExecOptions options = process.get().options;
        assertThat(options.args()).containsExactly("prog", "arg");
        assertThat(options.env()).contains("A=container", "B=2").anyMatch(line -> line.startsWith("PATH="));
        assertThat(options.user()).isEqualTo(new ExecOptions.User(1000, 100));
        assertThat(options.cwd()).isEqualTo("/srv");
        assertThat(options.stdio()).isEqualTo(new Stdio("", "/io/stdout", "/io/stderr", false));
        assertThat(process.get().calls).containsExactly("start", "delete");
        assertThat(streams.io.closed).isTrue();
    }

    @Test
    void execReadsWhatIsTypedWithInteractive() throws Exception {
        TaskExec exec = exec(FakeSession.without("typed"), started -> {});
        exec.interactive = true;
        CountDownLatch closed = new CountDownLatch(1);
        Thread program = new Thread(
                () -> {
                    awaitCall("closeStdin");
                    closed.countDown();
                    process.get().exit.complete(Exit.exited(0, FakeTask.ENDED));
                },
                "longshore-test-program");
        program.start();

        assertThat(console.run(exec)).isEqualTo(0);

        assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(streams.io.read.toString(StandardCharsets.UTF_8)).isEqualTo("typed");
    }

    @Test
    void ctrlCEndsAnExecWithoutATerminal() {
        TaskExec exec =
                exec(FakeSession.without(""), started -> Thread.currentThread().interrupt());

        assertSentence(exec, "interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(process.get().calls).containsExactly("start", "kill SIGKILL", "delete");
        assertThat(streams.io.closed).isTrue();
    }

    @Test
    void aTerminalIsRawAndHasTheWindowsSizeUntilTheProgramEnds() throws Exception {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        FakeSession session = FakeSession.at(screen);
        String before = new Attributes(session.terminal.getAttributes()).toString();
        TaskExec exec = exec(session, started -> {});
        exec.interactive = true;
        exec.tty = true;
        Thread user = new Thread(
                () -> {
                    try {
                        awaitCall("resize 80x24");
                        session.terminal.setSize(new Size(100, 40));
                        session.terminal.raise(Signal.WINCH);
                        awaitCall("resize 100x40");
                        session.type("ls\r\u0003\u0010\u0011");
                        await().until(() -> streams.io.read.size() >= 6);
                        streams.io.write("a\nb");
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    } finally {
                        process.get().exit.complete(Exit.exited(3, FakeTask.ENDED));
                    }
                },
                "longshore-test-user");
        user.start();

        assertThat(console.run(exec)).isEqualTo(3);

        // Ctrl-C, and the keys that would detach, were for the program; and nothing was translated
        assertThat(streams.io.read.toString(StandardCharsets.UTF_8)).isEqualTo("ls\r\u0003\u0010\u0011");
        assertThat(screen.toString(StandardCharsets.UTF_8)).isEqualTo("a\nb");
        assertThat(process.get().options.env()).contains("TERM=xterm");
        assertThat(session.terminal.getAttributes().toString()).isEqualTo(before);
    }

    @Test
    void aTerminalNeedsASessionThatHasOne() {
        TaskExec exec = exec(FakeSession.without(""), started -> {});
        exec.tty = true;

        assertSentence(exec, "this session has no terminal: leave out -t");
        assertThat(streams.io).isNull();
        exec.tty = false;
        exec.user = "root";
        assertSentence(exec, "'root' does not fit --user");
        exec.user = "0";
        exec.env = List.of("X");
        assertSentence(exec, "'X' does not fit --env");
    }

    @Test
    void attachLeavesTheTaskAtTheDetachKeys() throws Exception {
        FakeSession session = FakeSession.at(OutputStream.nullOutputStream());
        FakeTask task = task(new Stdio("/io/stdin", "/io/stdout", "", true));
        streams.found = StreamOptions.DEFAULT.withTerminal();
        TaskAttach attach = on(new TaskAttach(), session);
        attach.streams = streams;
        session.type("x\u0010y\u0010\u0011z");

        assertThat(console.run(attach)).isNull();

        assertThat(streams.io.detached).isTrue();
        assertThat(streams.io.read.toString(StandardCharsets.UTF_8)).isEqualTo("x\u0010y");
        assertThat(task.signals).isEmpty();
    }

    @Test
    void attachReturnsTheStatusOfATaskThatEnds() throws Exception {
        FakeTask task = task(new Stdio("/io/stdin", "/io/stdout", "/io/stderr", false));
        task.exit.complete(Exit.exited(5, FakeTask.ENDED));
        TaskAttach attach = on(new TaskAttach(), FakeSession.without(""));
        attach.streams = streams;

        assertThat(console.run(attach)).isEqualTo(5);

        assertThat(streams.io.closed).isTrue();
    }

    @Test
    void whatHasNoStreamsSaysToUseItsLogs() {
        task(Stdio.toFile(Path.of("/var/log/web.log")));
        TaskAttach attach = on(new TaskAttach(), FakeSession.without(""));
        attach.streams = streams;

        assertSentence(attach, "writes to file:///var/log/web.log and has no streams to attach to; use task:logs");

        runtime.get(BLUE, WEB).forceDelete();
        task(Stdio.NULL);
        assertSentence(attach, "its output is dropped");
    }

    @Test
    void runWithATerminalGivesTheSizeBeforeTheProgramStarts() throws Exception {
        FakeSession session = FakeSession.at(OutputStream.nullOutputStream());
        TaskRun run = run(session);
        run.interactive = true;
        run.tty = true;
        run.remove = true;
        AtomicReference<List<String>> sizes = new AtomicReference<>();
        runtime.onStart = task -> {
            sizes.set(List.copyOf(task.sizes));
            task.exit.complete(Exit.exited(4, FakeTask.ENDED));
        };

        assertThat(console.run(run)).isEqualTo(4);

        assertThat(sizes.get()).containsExactly("80x24");
        assertThat(runtime.list()).isEmpty();
        assertThat(containers.list(Namespace.DEFAULT)).isEmpty();
    }

    @Test
    void runLeavesATaskThatTheUserDetachesFrom() throws Exception {
        FakeSession session = FakeSession.at(OutputStream.nullOutputStream());
        TaskRun run = run(session);
        run.interactive = true;
        run.tty = true;
        run.remove = true;
        session.type("\u0010\u0011");

        assertThat(console.run(run)).isNull();

        assertThat(runtime.list()).hasSize(1);
        assertThat(containers.list(Namespace.DEFAULT)).hasSize(1);
        assertThat(streams.io.detached).isTrue();
    }

    @Test
    void runDetachedWritesToAFileThatOnlyWeCanReadAndLogsShowIt() throws Exception {
        System.setProperty("karaf.data", directory.toString());
        try {
            TaskRun run = run(FakeSession.without(""));
            run.detach = true;

            assertThat(console.run(run)).isEqualTo("once");

            Path file = directory.resolve("longshore/output/default/once.log");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Files.writeString(file, "one\ntwo\nthree\n", StandardOpenOption.APPEND);
            TaskLogs logs = new TaskLogs();
            logs.id = "once";
            logs.runtime = runtime;
            console.run(logs);
            assertThat(console.printed()).isEqualTo("one\ntwo\nthree\n");
            logs.tail = 2L;
            console.run(logs);
            assertThat(console.printed()).isEqualTo("two\nthree\n");
            logs.tail = 0L;
            assertSentence(logs, "--tail must be 1 or more");
            run.remove = true;
            assertSentence(run, "give --rm or -d, not both");
        } finally {
            System.clearProperty("karaf.data");
        }
    }

    @Test
    void followingLogsEndsWithTheTaskAndAfterItsLastBytes() throws Exception {
        Path file = Files.writeString(directory.resolve("log"), "first\n");
        FakeTask task = task(Stdio.toFile(file));
        TaskLogs logs = on(new TaskLogs(), FakeSession.without(""));
        logs.follow = true;
        Thread program = new Thread(
                () -> {
                    try {
                        Files.writeString(file, "second\n", StandardOpenOption.APPEND);
                        task.exit.complete(Exit.exited(0, FakeTask.ENDED));
                        Files.writeString(file, "last\n", StandardOpenOption.APPEND);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                "longshore-test-program");
        program.start();

        console.run(logs);

        assertThat(console.printed()).isEqualTo("first\nsecond\nlast\n");
    }

    @Test
    void logsFollowNoSymbolicLinkAndSayWhatElseToUse() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/shadow"));
        task(Stdio.toFile(link));
        TaskLogs logs = on(new TaskLogs(), FakeSession.without(""));
        assertSentence(logs, "is behind a symbolic link");

        runtime.get(BLUE, WEB).forceDelete();
        task(new Stdio("/io/stdin", "/io/stdout", "", true));
        assertSentence(logs, "use task:attach");

        runtime.get(BLUE, WEB).forceDelete();
        task(Stdio.NULL);
        assertSentence(logs, "its output is dropped");
    }

    @Test
    void createKeepsStreamsForLater() throws Exception {
        TaskCreate create = new TaskCreate();
        create.namespace = "blue";
        create.id = "web";
        create.runtime = runtime;
        create.containers = containers;
        create.streams = streams;
        create.interactive = true;
        create.output = "/log";
        assertSentence(create, "give -i or --output, not both");
        create.output = null;

        assertThat(console.run(create)).isEqualTo("web");

        assertThat(runtime.get(BLUE, WEB).info().stdio().stdout()).isEqualTo("/io/stdout");
        assertThat(streams.io.detached).isTrue();
    }

    private void awaitCall(String call) {
        await().until(() -> process.get() != null && process.get().calls.contains(call));
    }

    private TaskRun run(FakeSession session) {
        TaskRun run = new TaskRun();
        run.id = "once";
        run.rootfs = "/srv";
        run.args = List.of("true");
        run.containers = containers;
        run.runtime = runtime;
        run.streams = streams;
        run.session = session.session();
        return run;
    }

    private FakeTask task(Stdio stdio) {
        runtime.create(BLUE, WEB, CreateOptions.with(stdio));
        return runtime.get(BLUE, WEB);
    }

    private TaskExec exec(FakeSession session, java.util.function.Consumer<FakeProcess> onStart) {
        task(Stdio.NULL).onExec = (ExecId id, ExecOptions options) -> {
            FakeProcess made = new FakeProcess(id, options);
            made.onStart = () -> onStart.accept(made);
            process.set(made);
            return made;
        };
        TaskExec exec = on(new TaskExec(), session);
        exec.containers = containers;
        exec.streams = streams;
        exec.args = List.of("prog", "arg");
        return exec;
    }

    private <T extends TaskAction> T on(T command, FakeSession session) {
        command.namespace = "blue";
        command.id = "web";
        command.runtime = runtime;
        command.session = session.session();
        return command;
    }

    private void assertSentence(OneSentenceAction command, String part) {
        assertThatThrownBy(() -> console.run(command))
                .isExactlyInstanceOf(CommandException.class)
                .satisfies(error -> assertThat(((CommandException) error).getNiceHelp())
                        .contains(part)
                        .doesNotContain("\n", "Exception"));
    }
}
