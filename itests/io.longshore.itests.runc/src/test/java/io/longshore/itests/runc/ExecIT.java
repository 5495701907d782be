// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes added to a running task. */
@EveryShim
class ExecIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;
    private Task task;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        task = rig.runtime()
                .create(
                        rig.namespace(),
                        rig.container(
                                "host",
                                rig.spec("host", "sleep", "1000")
                                        .env("FROM", "the container")
                                        .build()),
                        CreateOptions.DEFAULT);
        task.start();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static Exit await(TaskProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(30, SECONDS);
    }

    /** Runs it to its end; what it wrote. */
    private List<String> output(String id, ExecOptions options) throws Exception {
        Path file = rig.directory().resolve(id + ".log");
        TaskProcess process = task.exec(new ExecId(id), options.withStdio(Stdio.toFile(file)));
        process.start();
        assertThat(await(process).status()).isZero();
        process.delete();
        return Files.readAllLines(file);
    }

    @Test
    void fiftyAtOnceAllReturnTheirOwnStatus() throws Exception {
        int many = 50;
        ExecutorService executor = Executors.newFixedThreadPool(many);
        try {
            List<Future<Exit>> exits = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int number = i;
                exits.add(executor.submit(() -> {
                    TaskProcess process =
                            task.exec(new ExecId("p" + number), ExecOptions.of("sh", "-c", "exit " + number));
                    process.start();
                    await(process);
                    return process.delete();
                }));
            }
            for (int i = 0; i < many; i++) {
                assertThat(exits.get(i).get(60, SECONDS).status()).isEqualTo(i);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(task.processes()).isEmpty();
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void environmentIsTheContainersUnlessAnotherIsGiven() throws Exception {
        ExecOptions env = ExecOptions.of("sh", "-c", "echo \"$FROM\"");

        assertThat(output("inherited", env)).containsExactly("the container");
        assertThat(output("given", env.withEnv("PATH=/bin", "OTHER=1"))).containsExactly("");
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        List<String> lines = output(
                "arguments",
                ExecOptions.of("sh", "-c", "for a; do echo \"<$a>\"; done", "x", "", "a b", "$HOME", "\"'\\", "ä€"));

        assertThat(lines).containsExactly("<>", "<a b>", "<$HOME>", "<\"'\\>", "<ä€>");
    }

    @Test
    void signalMaskInsideIsEmpty() throws Exception {
        assertThat(output("mask", ExecOptions.of("grep", "SigBlk", "/proc/self/status")))
                .containsExactly("SigBlk:\t0000000000000000");
    }

    @Test
    void anotherUserThanRootHasNoCapabilities() throws Exception {
        List<String> lines = output(
                "user",
                ExecOptions.of(
                                "sh",
                                "-c",
                                "id -u; id -g; grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status")
                        .withUser(1000, 1001));

        assertThat(lines).containsExactly("1000", "1001", "CapEff:\t0000000000000000", "NoNewPrivs:\t1");
    }

    @Test
    void workingDirectoryThatIsNotThereIsReportedInRuncsWords() {
        TaskProcess process =
                task.exec(new ExecId("nowhere"), ExecOptions.of("true").withCwd("/nowhere"));

        assertThatThrownBy(process::start).isInstanceOf(UnknownException.class).hasMessageContaining("/nowhere");
        assertThat(process.delete().cause()).isEqualTo(Exit.Cause.UNOBSERVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", "-x", "x-", "a b", "ä", ".hidden"})
    void idThatIsNoneIsRefused(String id) {
        assertThatThrownBy(() -> new ExecId(id)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void idOf76CharactersIsTakenAndNoLongerOne() throws Exception {
        assertThat(output("x".repeat(76), ExecOptions.of("echo", "here"))).containsExactly("here");
        assertThatThrownBy(() -> new ExecId("x".repeat(77))).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void processesAreFoundByTheirIdsUntilTheyAreDeleted() throws Exception {
        TaskProcess second = task.exec(new ExecId("b"), ExecOptions.of("true"));
        TaskProcess first = task.exec(new ExecId("a"), ExecOptions.of("true"));

        assertThat(task.process(new ExecId("a"))).isEqualTo(first);
        assertThat(task.processes()).containsExactly(first, second);
        assertThatThrownBy(() -> task.process(new ExecId("c"))).isInstanceOf(NotFoundException.class);

        first.start();
        await(first);
        assertThat(task.process(new ExecId("a")).info().state()).isEqualTo(TaskState.STOPPED);
        first.delete();
        assertThat(task.processes()).containsExactly(second);
        assertThatThrownBy(first::delete).isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "log", "init"})
    void idMayBeTheNameOfAFileInTheBundle(String id) throws Exception {
        assertThat(output(id, ExecOptions.of("echo", "here"))).containsExactly("here");
        assertThat(output("after", ExecOptions.of("echo", "there"))).containsExactly("there");

        task.kill(Signal.KILL, false);
        assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(137);
        assertThat(task.delete().status()).isEqualTo(137);
    }

    @Test
    void idCanBeUsedAgainAlsoAfterAStartThatFailed() throws Exception {
        TaskProcess failed = task.exec(new ExecId("again"), ExecOptions.of("no-such-program"));
        assertThatThrownBy(failed::start).isInstanceOf(UnknownException.class);
        failed.delete();

        for (int i = 0; i < 3; i++) {
            assertThat(output("again", ExecOptions.of("echo", "once more"))).endsWith("once more");
        }
    }

    @Test
    void processIsStartedOnceKilledWhileItRunsAndDeletedAfter() throws Exception {
        TaskProcess process = task.exec(new ExecId("steps"), ExecOptions.of("sleep", "1000"));
        assertThatThrownBy(() -> process.kill(Signal.KILL)).isInstanceOf(NotFoundException.class);

        process.start();
        assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(process::delete).isInstanceOf(FailedPreconditionException.class);

        process.kill(Signal.KILL);
        Exit exit = await(process);
        assertThatThrownBy(() -> process.kill(Signal.KILL)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);
        assertThat(process.delete()).isEqualTo(exit);
    }

    @Test
    void processThatWasNeverStartedIsForgotten() {
        TaskProcess process = task.exec(new ExecId("never"), ExecOptions.of("true"));

        Exit exit = process.delete();

        assertThat(exit.status()).isNull();
        assertThat(exit.cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(task.processes()).isEmpty();
    }

    @Test
    void inputArrivesAndItsEndIsSeen() throws Exception {
        ExecId id = new ExecId("cat");
        try (TaskIo io = rig.streams().open(rig.namespace(), task.id(), id, StreamsIT.BOUNDED)) {
            TaskProcess process = task.exec(id, ExecOptions.of("cat").withStdio(io.stdio()));
            io.endsWith(process.exit());
            process.start();

            io.stdin().write("hello\n".getBytes(UTF_8));
            io.stdin().close();
            process.closeStdin();

            assertThat(new Screen(io.stdout()).rest()).isEqualTo("hello\n");
            assertThat(await(process).status()).isZero();
        }
    }

    @Test
    void childThatKeepsTheOutputOpenHoldsUpNeitherTheExitNorTheReader() throws Exception {
        ExecId id = new ExecId("parent");
        try (TaskIo io = rig.streams().open(rig.namespace(), task.id(), id, StreamsIT.BOUNDED.withoutStdin())) {
            TaskProcess process = task.exec(
                    id,
                    ExecOptions.of("sh", "-c", "sleep 1000 & echo last words; exit 3")
                            .withStdio(io.stdio()));
            io.endsWith(process.exit());
            process.start();

            assertThat(await(process).status()).isEqualTo(3);
            assertThat(new Screen(io.stdout()).rest()).isEqualTo("last words\n");
            assertThat(io.truncated()).isTrue();
        }
    }
}
