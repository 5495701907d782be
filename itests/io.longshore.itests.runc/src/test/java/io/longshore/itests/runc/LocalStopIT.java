// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What drives containers from this JVM is stopped, and started again. */
class LocalStopIT {
    private static final int SIGTERM = 15;

    private final LinuxPosix posix = new LinuxPosix();
    private DeadChildren dead;
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        dead = DeadChildren.now();
        rig = Rig.open(ShimKind.LOCAL);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        dead.requireNoMore();
        assertThat(posix.isChildSubreaper()).isFalse();
        posix.close();
    }

    private Task running(String id, String... command) {
        Task task = rig.task(id, command.length == 0 ? new String[] {"sleep", "1000"} : command);
        task.start();
        return task;
    }

    private Exit toldExit(ContainerId id) {
        return rig.events().list(0, Integer.MAX_VALUE).stream()
                .map(EventRecord::event)
                .filter(event -> event instanceof TaskEvent.Exited exited
                        && exited.containerId().equals(id)
                        && exited.execId() == null)
                .map(event -> ((TaskEvent.Exited) event).exit())
                .reduce((one, two) -> {
                    throw new AssertionError("two exits: " + one + " and " + two);
                })
                .orElseThrow();
    }

    @Test
    void stoppingItsBundleEndsItsContainersAndTheNextStartSaysSo() throws Exception {
        Task runs = running("runs");
        TaskProcess more = runs.exec(new ExecId("more"), ExecOptions.of("sleep", "1000"));
        more.start();
        Task paused = running("paused");
        paused.pause();
        Task created = rig.task("created", "sleep", "1000");
        Mount bind = new Mount("bind", rig.rootfs().toString(), List.of("rbind"));
        ContainerId mountedId = rig.container("mounted", "sleep", "1000");
        Task mounted = rig.runtime().create(rig.namespace(), mountedId, CreateOptions.DEFAULT.withRootfs(bind));
        mounted.start();

        rig.restartWithShims();

        assertThat(rig.leftovers()).isEmpty();
        for (Task task : List.of(runs, paused, created, mounted)) {
            assertThatThrownBy(() -> rig.runtime().get(rig.namespace(), task.id()))
                    .isInstanceOf(NotFoundException.class);
            assertThat(toldExit(task.id()).status()).as(task.id().value()).isEqualTo(137);
            assertThat(toldExit(task.id()).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
            assertThat(toldExit(task.id()).detail()).contains("io.longshore.shim.local was stopped");
        }
        assertThat(rig.topics("paused")).endsWith("/tasks/paused", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void exitBeforeItsBundleWasStoppedComesAsItTrulyWas() throws Exception {
        Task task = running("early", "sh", "-c", "trap 'exit 42' TERM; while true; do sleep 0.01; done");
        int pid = (int) task.info().pid();

        rig.restartAfter(() -> {
            try (PidFd process = posix.pidfdOpen(pid)) {
                process.sendSignal(SIGTERM);
                process.exited().toCompletableFuture().get(30, SECONDS);
            }
            rig.restartShims();
        });

        assertThat(toldExit(task.id()).status()).isEqualTo(42);
        assertThat(toldExit(task.id()).cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(rig.leftovers()).isEmpty();
    }
}
