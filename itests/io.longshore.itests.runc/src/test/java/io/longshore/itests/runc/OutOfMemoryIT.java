// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** R21: processes that the kernel kills for want of memory. */
@EveryShim
class OutOfMemoryIT {
    private static final long LIMIT = 16 << 20;
    private static final String[] GLUTTON = {"dd", "if=/dev/zero", "of=/dev/null", "bs=256M", "count=1"};

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

    private Task limited(String id, String... command) {
        Task task = rig.task(id, command);
        task.update(
                LinuxResources.builder().memoryLimit(LIMIT).memorySwap(LIMIT).build());
        task.start();
        return task;
    }

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(30, SECONDS);
    }

    @Test
    void firstProcessSaysThatItWasKilledAndWhere() throws Exception {
        Task task = limited("glutton", GLUTTON);

        Exit exit = await(task);

        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.OOM_KILLED);
        assertThat(exit.detail()).contains("memory/").contains("glutton");
        assertThat(task.delete()).isEqualTo(exit);
        assertThat(rig.topics("glutton")).containsOnlyOnce("/tasks/oom", "/tasks/exit", "/tasks/delete");
        assertThat(rig.topics("glutton"))
                .containsSubsequence("/tasks/start", "/tasks/oom", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void addedProcessSaysItAndTheFirstIsKilledByItsSignalOnly() throws Exception {
        Task task = limited("host", "sleep", "1000");
        TaskProcess process = task.exec(new ExecId("glutton"), ExecOptions.of(GLUTTON));

        process.start();

        Exit killed = process.exit().toCompletableFuture().get(30, SECONDS);
        assertThat(killed.status()).isEqualTo(137);
        assertThat(killed.cause()).isEqualTo(Exit.Cause.OOM_KILLED);
        rig.awaitTopic("host", "/tasks/oom");
        assertThat(task.stats().oomKills()).isEqualTo(1);
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        task.kill(Signal.KILL, false);
        Exit exit = await(task);
        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        task.delete();
        assertThat(rig.topics("host")).containsOnlyOnce("/tasks/oom");
    }

    @Test
    void processThatIsKilledWhileNobodyWatchesSaysItToo() throws Exception {
        Task before = limited(
                "unseen",
                "sh",
                "-c",
                "while ! test -e /go; do sleep 0.1; done; exec dd if=/dev/zero of=/dev/null bs=256M count=1");
        rig.restartAfter(() -> {
            try (LinuxPosix posix = new LinuxPosix();
                    PidFd process = posix.pidfdOpen((int) before.info().pid())) {
                Files.createFile(rig.rootfs().resolve("go"));
                process.exited().toCompletableFuture().get(30, SECONDS);
            }
        });
        Task task = rig.runtime().get(rig.namespace(), before.id());

        Exit exit = await(task);

        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.OOM_KILLED);
        assertThat(task.delete()).isEqualTo(exit);
        assertThat(rig.topics("unseen")).containsOnlyOnce("/tasks/oom", "/tasks/exit");
    }

    @Test
    void processThatIsKilledAfterARestartSaysItToo() throws Exception {
        Task before = limited(
                "restarted",
                "sh",
                "-c",
                "while ! test -e /go; do sleep 0.1; done; exec dd if=/dev/zero of=/dev/null bs=256M");
        rig.restart();
        Task task = rig.runtime().get(rig.namespace(), before.id());

        TaskProcess go = task.exec(new ExecId("go"), ExecOptions.of("sh", "-c", ": > /go"));
        go.start();

        assertThat(await(task).cause()).isEqualTo(Exit.Cause.OOM_KILLED);
    }
}
