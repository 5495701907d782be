// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Shims die or hang, while Longshore is there and while it is not. */
@EveryShimProcess
class RestartIT {
    @Parameter
    private ShimKind kind;

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;

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

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(30, SECONDS);
    }

    /** Waits until the process of this pid has ended, and does something to it first. */
    private void untilGone(long pid, Runnable action) throws Exception {
        try (PidFd process = posix.pidfdOpen((int) pid)) {
            action.run();
            process.exited().toCompletableFuture().get(30, SECONDS);
        }
    }

    @Test
    void killedShimTakesItsContainerAlongAndTheIdIsFree() throws Exception {
        Task task = rig.task("orphan", "sleep", "1000");
        task.start();
        long pid = task.info().pid();

        untilGone(pid, () -> posix.kill((int) task.info().shimPid(), SIGKILL));

        Exit exit = await(task);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(exit.status()).isEqualTo(137);
        rig.awaitTopic("orphan", "/tasks/delete");
        // the event is told while the last directory still has the record, so that a kill between them loses neither
        Awaitility.await().untilAsserted(() -> assertThat(rig.leftovers()).isEmpty());
        rig.containers().delete(rig.namespace(), task.id());
        Task again = rig.task("orphan", "true");
        again.start();
        assertThat(await(again).status()).isZero();
    }

    @Test
    void shimThatWasKilledWhileNobodyWatchedIsCleanedUpAfter() throws Exception {
        Task before = rig.task("lost", "sleep", "1000");
        before.start();
        long shim = before.info().shimPid();

        rig.restartAfter(() -> untilGone(shim, () -> posix.kill((int) shim, SIGKILL)));

        assertThatThrownBy(() -> rig.runtime().get(rig.namespace(), before.id()))
                .isInstanceOf(NotFoundException.class);
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.topics("lost"))
                .containsExactly("/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void adoptedShimIsWatchedToo() throws Exception {
        Task before = rig.task("adopted", "sleep", "1000");
        before.start();
        rig.restart();
        Task task = rig.runtime().get(rig.namespace(), before.id());

        posix.kill((int) task.info().shimPid(), SIGKILL);

        assertThat(await(task).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        rig.awaitTopic("adopted", "/tasks/delete");
        // the event is told while the last directory still has the record, so that a kill between them loses neither
        Awaitility.await().untilAsserted(() -> assertThat(rig.leftovers()).isEmpty());
    }

    @Test
    void stoppedShimIsUnknownAfterARestartAndRecovers() throws Exception {
        Task before = rig.task("hung", "sleep", "1000");
        before.start();
        posix.kill((int) before.info().shimPid(), SIGSTOP);
        try {
            rig.restart();

            Task task = rig.runtime().get(rig.namespace(), before.id());
            assertThat(task.info().state()).isEqualTo(TaskState.UNKNOWN);
            assertThat(task.info().reason()).isNotEmpty();
        } finally {
            posix.kill((int) before.info().shimPid(), SIGCONT);
        }
        Task task = rig.runtime().get(rig.namespace(), before.id());
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void whoWatchesTheProcessesOfATaskIsToldOfOneThatIsFoundLaterThanItsTask() throws Exception {
        Task before = rig.task("late", "sleep", "1000");
        before.start();
        before.exec(new ExecId("p"), ExecOptions.of("sleep", "1000")).start();
        BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
        posix.kill((int) before.info().shimPid(), SIGSTOP);
        Task task;
        ProcessesWatch watch;
        try {
            rig.restart();
            task = rig.runtime().get(rig.namespace(), before.id());
            watch = task.watchProcesses(() -> told.add(task.processes().size()));
            assertThat(task.processes()).isEmpty();
        } finally {
            posix.kill((int) before.info().shimPid(), SIGCONT);
        }
        task.refresh();

        assertThat(told.poll(30, SECONDS)).isEqualTo(1);
        watch.close();
    }

    @Test
    void stoppedShimDoesNotStopAForcedDeletion() throws Exception {
        Task task = rig.task("stopped", "sleep", "1000");
        task.start();
        posix.kill((int) task.info().shimPid(), SIGSTOP);

        Exit exit = task.forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void statusOfAnExitIsFoundThoughTheShimDiedToo() throws Exception {
        Task before = rig.task("both", "sh", "-c", "trap 'exit 42' TERM; while true; do sleep 0.01; done");
        before.start();
        long pid = before.info().pid();
        long shim = before.info().shimPid();
        Path spool = rig.settings().state().resolve(".spool");

        rig.restartAfter(() -> {
            untilGone(pid, () -> posix.kill((int) pid, 15));
            if (kind == ShimKind.V1) {
                awaitFile(spool);
            }
            untilGone(shim, () -> posix.kill((int) shim, SIGKILL));
        });

        List<Integer> statuses = rig.events().list(0, 1000).stream()
                .filter(record -> record.event() instanceof TaskEvent.Exited)
                .map(record -> ((TaskEvent.Exited) record.event()).exit().status())
                .toList();
        // one of the second generation leaves nothing behind
        assertThat(statuses).containsExactly(kind == ShimKind.V1 ? 42 : 137);
        assertThat(rig.leftovers()).isEmpty();
    }

    /** Waits until the shim has published something. */
    private static void awaitFile(Path spool) throws Exception {
        try (WatchService watch = spool.getFileSystem().newWatchService()) {
            WatchKey key = spool.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (spool.toFile().list((directory, name) -> name.endsWith(".event")).length == 0) {
                assertThat(watch.poll(10, SECONDS)).as("something in %s", spool).isEqualTo(key);
                key.pollEvents();
                key.reset();
            }
        }
    }
}
