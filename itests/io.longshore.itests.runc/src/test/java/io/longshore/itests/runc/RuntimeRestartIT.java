// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** The runtime goes and comes back while containers run. */
@EveryShim
class RuntimeRestartIT {
    @Parameter
    private ShimKind kind;

    private final LinuxPosix posix = new LinuxPosix();
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
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
    void runningTaskIsFoundAgainWithItsPidAndCanBeKilled() throws Exception {
        Task before = rig.task("survivor", "sleep", "1000");
        before.start();

        rig.restart();

        Task task = rig.runtime().get(rig.namespace(), before.id());
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.info().pid()).isEqualTo(before.info().pid());
        assertThat(task.info().shimPid()).isEqualTo(before.info().shimPid());
        assertThat(task.info().startedAt()).isEqualTo(before.info().startedAt());
        task.kill(Signal.TERM, false);
        task.kill(Signal.KILL, false);
        assertThat(await(task).status()).isEqualTo(137);
        task.delete();
        assertThat(rig.topics("survivor"))
                .containsExactly("/containers/create", "/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void createdTaskIsFoundAgainAndCanBeStarted() throws Exception {
        Task before = rig.task("waiting", "sh", "-c", "exit 4");

        rig.restart();

        Task task = rig.runtime().get(rig.namespace(), before.id());
        assertThat(task.info().state()).isEqualTo(TaskState.CREATED);
        task.start();
        assertThat(await(task).status()).isEqualTo(4);
    }

    @Test
    void exitWhileNobodyWatchedComesWithItsTrueStatusOnce() throws Exception {
        Task before = rig.task("meanwhile", "sh", "-c", "trap 'exit 42' TERM; while true; do sleep 0.01; done");
        before.start();
        long pid = before.info().pid();

        rig.restartAfter(() -> untilGone(pid, () -> posix.kill((int) pid, 15)));

        Task task = rig.runtime().get(rig.namespace(), before.id());
        Exit exit = await(task);
        assertThat(exit.status()).isEqualTo(42);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        task.delete();
        assertThat(rig.topics("meanwhile")).containsOnlyOnce("/tasks/exit");
    }

    @Test
    void changeOfTheStateDirectoryTouchesNoRunningTask() throws Exception {
        Task before = rig.task("moved", "sleep", "1000");
        before.start();
        Path oldState = rig.settings().state();

        rig.restartWith(settings -> settings.in(settings.root(), rig.directory().resolve("other")));
        Task task = rig.runtime().get(rig.namespace(), before.id());

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.info().pid()).isEqualTo(before.info().pid());
        assertThat(task.forceDelete().status()).isEqualTo(137);
        assertThat(oldState.resolve(rig.namespace().name())).isEmptyDirectory();
        assertThat(rig.leftovers()).isEmpty();
    }
}
