// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Shims that die or hang, and what becomes of their containers. */
@EveryShimProcess
class DeadShimIT {
    @Parameter
    private ShimKind kind;

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;
    /** Three children, one of which has left the session. */
    private static final String[] MANY = {
        "sh", "-c", "sleep 1000 & sleep 1000 & setsid sleep 1000 & echo ready >/tmp/ready; wait"
    };

    private final LinuxPosix posix = new LinuxPosix();
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind, Impatient::settings);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        posix.close();
    }

    private Task running(String id) {
        Task task = rig.task(id, "sleep", "1000");
        task.start();
        return task;
    }

    private void signalShim(Task task, int signal) {
        posix.kill((int) task.info().shimPid(), signal);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Completes when the next exit of this task is published. */
    private CompletableFuture<TaskEvent.Exited> nextExit(Task task) {
        CompletableFuture<TaskEvent.Exited> seen = new CompletableFuture<>();
        var subscription = rig.events().subscribe("test", rig.events().lastSequence(), record -> {
            if (record.event() instanceof TaskEvent.Exited exited
                    && exited.containerId().equals(task.id())) {
                seen.complete(exited);
            }
        });
        return seen.whenComplete((exited, failure) -> subscription.close());
    }

    private void idIsFree(Task task) throws Exception {
        Task again = rig.runtime().create(rig.namespace(), task.id(), CreateOptions.DEFAULT);
        again.start();
        assertThat(again.info().state()).isEqualTo(TaskState.RUNNING);
        again.forceDelete();
    }

    /** R2. */
    @Test
    void deathOfAnAdoptedShimIsToldWithinASecondAndTheIdIsFree() throws Exception {
        Task before = running("adopted");
        rig.restart();
        Task task = rig.runtime().get(rig.namespace(), before.id());
        CompletableFuture<TaskEvent.Exited> told = nextExit(task);

        signalShim(task, SIGKILL);

        Exit exit = told.get(1, SECONDS).exit();
        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(exit.status()).isEqualTo(137);
        awaitAbsence(task);
        idIsFree(task);
    }

    private void awaitAbsence(Task task) {
        try {
            // whoever removes it already is waited for
            task.forceDelete();
        } catch (NotFoundException e) {
            assertThat(e).hasMessageContaining(task.id().value());
        }
        assertThatThrownBy(() -> rig.runtime().get(rig.namespace(), task.id())).isInstanceOf(NotFoundException.class);
    }

    /** R5. */
    @Test
    void killOfATaskWhoseShimHangsReturnsWithinItsDeadline() {
        Task task = running("hung");
        signalShim(task, SIGSTOP);
        long begun = System.nanoTime();
        try {
            assertThatThrownBy(() -> task.kill(Signal.KILL, false)).isInstanceOf(DeadlineExceededException.class);
            assertThat(since(begun)).isLessThan(Impatient.CALL.plusSeconds(1));
        } finally {
            signalShim(task, SIGCONT);
        }
    }

    /** R5, R24. */
    @Test
    void deletionOfAnEndedTaskWhoseShimHangsReturnsWithinItsDeadlineAndCanBeRepeated() throws Exception {
        Task task = rig.task("ended", "sh", "-c", "exit 5");
        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);
        signalShim(task, SIGSTOP);
        long begun = System.nanoTime();
        try {
            assertThatThrownBy(task::delete).isInstanceOf(DeadlineExceededException.class);
            assertThat(since(begun)).isLessThan(Impatient.CALL.plusSeconds(1));
        } finally {
            signalShim(task, SIGCONT);
        }

        assertThat(task.delete().status()).isEqualTo(5);
        assertThat(rig.leftovers()).isEmpty();
    }

    /** R5, R24. */
    @Test
    void forcedDeletionWhileAHungShimStartsTheTask() throws Exception {
        // so the start itself waits for longer than this test
        rig.restartWith(settings -> Impatient.settings(settings, Path.of("runc")));
        Task task = rig.task("starting", "sleep", "1000");
        signalShim(task, SIGSTOP);
        FutureTask<Void> start = new FutureTask<>(task::start, null);
        Thread starter = new Thread(start, "longshore-test-starter");
        starter.start();
        await().until(() -> starter.getState() == Thread.State.TIMED_WAITING);
        long begun = System.nanoTime();

        Exit exit = task.forceDelete();

        assertThat(since(begun)).isLessThan(Impatient.KILL.plusSeconds(5));
        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThatThrownBy(() -> start.get(10, SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        starter.join();
        assertThat(rig.leftovers()).isEmpty();
        idIsFree(task);
    }

    /** R5, R26. */
    @Test
    void forcedDeletionBehindAHungShimEndsEveryProcessOfTheContainer() throws Exception {
        Task task = rig.task("many", MANY);
        task.start();
        awaitFile(rig.rootfs().resolve("tmp/ready"));
        List<PidFd> processes = new ArrayList<>();
        for (ProcessPid process : task.pids()) {
            processes.add(posix.pidfdOpen((int) process.pid()));
        }
        assertThat(processes).hasSizeGreaterThan(3);
        signalShim(task, SIGSTOP);
        long begun = System.nanoTime();

        Exit exit = task.forceDelete();

        assertThat(since(begun)).isLessThan(Impatient.CALL.multipliedBy(3).plus(Impatient.KILL));
        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        for (PidFd process : processes) {
            process.exited().toCompletableFuture().get(1, SECONDS);
            process.close();
        }
        assertThat(rig.leftovers()).isEmpty();
        idIsFree(task);
    }

    /** R8, R26. */
    @Test
    void deathOfTheShimEndsEveryProcessOfTheContainer() throws Exception {
        Task task = rig.task("many", MANY);
        task.start();
        awaitFile(rig.rootfs().resolve("tmp/ready"));
        List<PidFd> processes = new ArrayList<>();
        for (ProcessPid process : task.pids()) {
            processes.add(posix.pidfdOpen((int) process.pid()));
        }

        signalShim(task, SIGKILL);

        for (PidFd process : processes) {
            process.exited().toCompletableFuture().get(30, SECONDS);
            process.close();
        }
        awaitAbsence(task);
        assertThat(rig.leftovers()).isEmpty();
    }

    /** R14, R16. */
    @Test
    void exitWhileNobodyWatchedHasItsTrueTimeAndIsToldOnce() throws Exception {
        Task before = rig.task("meanwhile", Doomed.command("meanwhile"));
        before.start();
        Instant[] between = new Instant[2];

        rig.restartAfter(() -> {
            try (PidFd process = posix.pidfdOpen((int) before.info().pid())) {
                between[0] = Instant.now();
                Files.createFile(Doomed.gate(rig.directory(), "meanwhile"));
                process.exited().toCompletableFuture().get(30, SECONDS);
                between[1] = Instant.now();
            }
        });

        Exit exit = rig.runtime()
                .get(rig.namespace(), before.id())
                .exit()
                .toCompletableFuture()
                .get(30, SECONDS);
        assertThat(exit.status()).isEqualTo(Doomed.STATUS);
        // the shim looks at its clock after it has reaped the process
        assertThat(exit.at()).isBetween(between[0], between[1].plusSeconds(1));
        rig.restart();
        rig.restart();
        assertThat(RebootIT.exits(rig, before.id(), false)).containsExactly(exit);
        rig.runtime().get(rig.namespace(), before.id()).delete();
        assertThat(RebootIT.exits(rig, before.id(), false)).containsExactly(exit);
    }

    /** R18, R8: also of the processes that were added. */
    @Test
    void shimThatDiedWhileNobodyWatchedHasEndedTheAddedProcessesToo() throws Exception {
        Task before = running("lost");
        before.exec(new ExecId("more"), ExecOptions.of("sleep", "1000")).start();

        rig.restartAfter(() -> {
            try (PidFd shim = posix.pidfdOpen((int) before.info().shimPid())) {
                shim.sendSignal(SIGKILL);
                shim.exited().toCompletableFuture().get(30, SECONDS);
            }
        });

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(rig.topics("lost"))
                        .containsSubsequence("/tasks/exec-started", "/tasks/exit", "/tasks/exit", "/tasks/delete"));
        assertThat(RebootIT.exits(rig, before.id(), true)).hasSize(1);
        assertThat(RebootIT.exits(rig, before.id(), false)).hasSize(1);
    }

    /** R6. */
    @Test
    void containerKilledBehindTheBackOfAHungShimIsNoticed() throws Exception {
        Task task = running("behind");
        signalShim(task, SIGSTOP);
        try {
            CompletableFuture<TaskEvent.Exited> told = nextExit(task);

            posix.kill((int) task.info().pid(), SIGKILL);

            Exit exit = told.get(30, SECONDS).exit();
            assertThat(exit.cause()).isNotEqualTo(Exit.Cause.EXITED);
            assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
        } finally {
            signalShim(task, SIGCONT);
        }
    }

    private static void awaitFile(Path file) {
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file));
    }
}
