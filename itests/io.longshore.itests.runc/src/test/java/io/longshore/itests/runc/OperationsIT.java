// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

@EveryShim
class OperationsIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private Task running(String id) {
        Task task = rig.task(id, "sleep", "1000");
        task.start();
        return task;
    }

    private static Exit await(TaskProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(30, SECONDS);
    }

    @Test
    void execRunsWithItsArgumentsEnvironmentDirectoryAndUser() throws Exception {
        Task task = running("exec");
        Path output = rig.directory().resolve("exec.log");
        ExecOptions options = ExecOptions.of("sh", "-c", "echo $GREETING; pwd; id -u; id -g; exit 9")
                .withEnv("PATH=/bin", "GREETING=hello there")
                .withCwd("/tmp")
                .withUser(1000, 1001)
                .withStdio(Stdio.toFile(output));

        TaskProcess process = task.exec(new ExecId("one"), options);
        assertThat(process.info().state()).isEqualTo(TaskState.CREATED);
        process.start();
        Exit exit = await(process);

        assertThat(exit.status()).isEqualTo(9);
        assertThat(process.delete()).isEqualTo(exit);
        assertThat(Files.readAllLines(output)).containsExactly("hello there", "/tmp", "1000", "1001");
        assertThatThrownBy(() -> task.process(new ExecId("one"))).isInstanceOf(NotFoundException.class);
        assertThat(rig.topics("exec")).containsSubsequence("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void addedProcessBlocksNoSignal() throws Exception {
        Task task = running("mask");
        Path output = rig.directory().resolve("mask.log");
        TaskProcess process = task.exec(
                new ExecId("x"),
                ExecOptions.of("grep", "SigBlk", "/proc/self/status").withStdio(Stdio.toFile(output)));
        process.start();
        await(process);
        process.delete();

        assertThat(output).content().isEqualToIgnoringNewLines("SigBlk:\t0000000000000000");
    }

    @Test
    void manyExecsAtOnceAllReturn() throws Exception {
        Task task = running("many");
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                int number = i;
                statuses.add(executor.submit(() -> {
                    TaskProcess process =
                            task.exec(new ExecId("p" + number), ExecOptions.of("sh", "-c", "exit " + number));
                    process.start();
                    int status = await(process).status();
                    process.delete();
                    return status;
                }));
            }
            for (int i = 0; i < statuses.size(); i++) {
                assertThat(statuses.get(i).get(60, SECONDS)).isEqualTo(i);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(task.processes()).isEmpty();
    }

    @Test
    void execRefusals() {
        Task created = rig.task("refused", "sleep", "1000");
        assertThatThrownBy(() -> created.exec(new ExecId("x"), ExecOptions.of("true")))
                .isInstanceOf(FailedPreconditionException.class);
        created.start();

        TaskProcess process = created.exec(new ExecId("x"), ExecOptions.of("no-such-program"));
        assertThatThrownBy(process::start).isInstanceOf(UnknownException.class).hasMessageContaining("no-such-program");
        assertThatThrownBy(() -> created.exec(new ExecId("x"), ExecOptions.of("true")))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> new ExecId("../x")).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> process.kill(Signal.KILL)).isInstanceOf(LongshoreException.class);
    }

    @Test
    void execIsKilledAloneAndItsExitComesBeforeTheTasks() throws Exception {
        Task task = running("order");
        TaskProcess one = task.exec(new ExecId("one"), ExecOptions.of("sleep", "1000"));
        TaskProcess two = task.exec(new ExecId("two"), ExecOptions.of("sleep", "1000"));
        one.start();
        two.start();
        assertThatThrownBy(one::delete).isInstanceOf(FailedPreconditionException.class);

        one.kill(Signal.KILL);
        assertThat(await(one).status()).isEqualTo(137);
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        task.kill(Signal.KILL, false);
        task.exit().toCompletableFuture().get(30, SECONDS);

        List<Object> exits = rig.events().list(0, 1000).stream()
                .filter(record -> record.event().topic().equals("/tasks/exit"))
                .map(record -> record.event().attributes().get("id"))
                .toList();
        assertThat(exits).containsExactly("one", "two", "order");
    }

    @Test
    void pidsNameTheProcessesThatWereAdded() throws Exception {
        Task task = running("pids");
        TaskProcess process = task.exec(new ExecId("more"), ExecOptions.of("sleep", "1000"));
        process.start();

        assertThat(task.pids())
                .containsExactlyInAnyOrder(
                        new ProcessPid(task.info().pid(), null),
                        new ProcessPid(process.info().pid(), new ExecId("more")));
    }

    @Test
    void pausedTaskIsFrozenUntilItIsResumed() throws Exception {
        Task task = running("pause");

        task.pause();

        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
        assertThat(task.refresh().state()).isEqualTo(TaskState.PAUSED);
        assertThatThrownBy(task::pause).isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(() -> task.exec(new ExecId("x"), ExecOptions.of("true")))
                .isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(task::delete).isInstanceOf(FailedPreconditionException.class);

        task.resume();

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThatThrownBy(task::resume).isInstanceOf(FailedPreconditionException.class);
        assertThat(rig.topics("pause")).endsWith("/tasks/paused", "/tasks/resumed");
    }

    @Test
    void pausedTaskIsDeletedByForce() throws Exception {
        Task task = running("frozen");
        task.pause();

        assertThat(task.forceDelete().status()).isEqualTo(137);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void limitsAreChangedAndStatisticsRead() throws Exception {
        Task task = running("limits");

        task.update(LinuxResources.builder()
                .memoryLimit(64L << 20)
                .pidsLimit(33)
                .cpuShares(512)
                .build());

        TaskStats stats = task.stats();
        assertThat(stats.memoryLimit()).isEqualTo(64L << 20);
        assertThat(stats.pidsLimit()).isEqualTo(33);
        assertThat(stats.pids()).isPositive();
        assertThat(stats.memoryUsage()).isPositive();
        assertThat(stats.cpuNanos()).isPositive();
        assertThat(stats.oomKills()).isZero();
        assertThatThrownBy(() -> task.update(LinuxResources.parse("{\"memory\":{\"limit\":\"much\"}}")))
                .isInstanceOf(LongshoreException.class);
        task.kill(Signal.KILL, false);
        task.exit().toCompletableFuture().get(30, SECONDS);
        assertThatThrownBy(task::stats).isInstanceOf(NotFoundException.class);
    }

    @Test
    void checkpointReportsWhatCriuSays() {
        Task task = running("checkpoint");

        assertThatThrownBy(() -> task.checkpoint(rig.directory().resolve("image"), CheckpointOptions.DEFAULT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("criu");
        assertThatThrownBy(() -> task.checkpoint(Path.of("image"), CheckpointOptions.DEFAULT))
                .isInstanceOf(InvalidArgumentException.class);
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void taskFromACheckpointThatIsNoneReportsWhatTheRuntimeSays() throws Exception {
        ContainerId id = rig.container("restore", "sleep", "1000");
        Path image = Files.createDirectory(rig.directory().resolve("image"));
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT.withCheckpoint(image));

        assertThatThrownBy(task::start).isInstanceOf(UnknownException.class).hasMessageContaining("criu");

        task.forceDelete();
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.topics("restore")).doesNotContain("/tasks/start");
    }

    @Test
    void operationsBeforeTheStartAreRefused() {
        Task task = rig.task("early", "sleep", "1000");

        assertThatThrownBy(task::pause).isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(task::resume).isInstanceOf(FailedPreconditionException.class);
        assertThat(task.refresh().state()).isEqualTo(TaskState.CREATED);
        assertThat(rig.topics("early")).containsExactly("/containers/create", "/tasks/create");
    }

    @Test
    void operationsOnADeletedTaskFindNothing() throws Exception {
        Task task = rig.task("gone", "true");
        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);
        task.delete();

        assertThatThrownBy(task::refresh).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::closeStdin).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.resizePty(80, 24)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::start).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::pause).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::resume).isInstanceOf(LongshoreException.class);
        assertThatThrownBy(task::pids).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::stats).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(
                        () -> task.update(LinuxResources.builder().pidsLimit(9).build()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.kill(Signal.KILL, true)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.exec(new ExecId("x"), ExecOptions.of("true")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.process(new ExecId("x"))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.checkpoint(rig.directory().resolve("image"), CheckpointOptions.DEFAULT))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::forceDelete).isInstanceOf(NotFoundException.class);
        assertThat(task.waitForExit(Duration.ZERO).status()).isZero();
    }

    @Test
    void waitingEndsAtItsDeadline() {
        Task task = running("slow");
        TaskProcess process = task.exec(new ExecId("slower"), ExecOptions.of("sleep", "1000"));
        process.start();

        assertThatThrownBy(() -> task.waitForExit(Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("slow");
        assertThatThrownBy(() -> process.waitForExit(Duration.ofMillis(50)))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void sizeWithoutATerminalChangesNothing() {
        Task task = running("plain");
        TaskInfo before = task.info();

        task.resizePty(80, 24);

        assertThat(task.refresh()).isEqualTo(before);
        assertThatThrownBy(() -> task.resizePty(0, 24)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void operationsOnAnEndedTaskAreRefused() throws Exception {
        Task task = rig.task("ended", "true");
        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);

        assertThatThrownBy(task::pause).isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(() -> task.exec(new ExecId("x"), ExecOptions.of("true")))
                .isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(task::pids).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.resizePty(80, 24)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> task.resizePty(0, 24)).isInstanceOf(InvalidArgumentException.class);
        assertThat(new ContainerId("ended")).isEqualTo(task.id());
    }
}
