// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Task;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** R35: the OCI runtime is gone, and no process can be started that would kill; whoever is to be killed is, nevertheless. */
class KillWithoutRuncIT {
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final String[] MANY = {
        "sh", "-c", "sleep 1000 & sleep 1000 & setsid sleep 1000 & echo ready >/tmp/ready; wait"
    };

    private final LinuxPosix posix = new LinuxPosix();
    private final List<PidFd> processes = new ArrayList<>();
    private Rig rig;
    private RuncWrapper runc;

    private Task running(ShimKind kind) throws Exception {
        rig = Rig.open(kind);
        runc = RuncWrapper.in(rig.directory());
        rig.restartWith(settings ->
                Impatient.settings(settings.withRuntime(runc.program().toString())));
        Task task = rig.task("many", MANY);
        task.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(rig.rootfs().resolve("tmp/ready")));
        for (ProcessPid process : task.pids()) {
            processes.add(posix.pidfdOpen((int) process.pid()));
        }
        assertThat(processes).hasSizeGreaterThan(3);
        return task;
    }

    @AfterEach
    void close() throws Exception {
        runc.putBack();
        processes.forEach(PidFd::close);
        rig.close();
        posix.close();
    }

    private void everyProcessEnds() throws Exception {
        for (PidFd process : processes) {
            process.exited().toCompletableFuture().get(30, SECONDS);
        }
    }

    /** The container is known to runc still, and its cgroup is there. */
    private void endsCleanWithRunc(Task task) throws Exception {
        assertThat(rig.leftovers()).isNotEmpty();
        runc.putBack();
        try {
            // that it is cleaned up is tried again meanwhile, and waited for
            task.forceDelete();
        } catch (NotFoundException e) {
            assertThat(e).hasMessageContaining("many");
        }
        assertThat(rig.leftovers()).isEmpty();
    }

    static Stream<Arguments> kindsAndWhetherPaused() {
        return ShimKind.withProcess().flatMap(kind -> Stream.of(false, true).map(paused -> Arguments.of(kind, paused)));
    }

    /** R8. */
    @ParameterizedTest(name = "{0}, paused: {1}")
    @MethodSource("kindsAndWhetherPaused")
    void deathOfTheShimEndsEveryProcess(ShimKind kind, boolean paused) throws Exception {
        Task task = running(kind);
        if (paused) {
            task.pause();
        }
        runc.takeAway();

        posix.kill((int) task.info().shimPid(), SIGKILL);

        everyProcessEnds();
        endsCleanWithRunc(task);
    }

    /** R5. */
    @ParameterizedTest
    @MethodSource("io.longshore.itests.support.ShimKind#all")
    void forcedDeletionEndsEveryProcess(ShimKind kind) throws Exception {
        Task task = running(kind);
        runc.takeAway();
        if (kind != ShimKind.LOCAL) {
            posix.kill((int) task.info().shimPid(), SIGSTOP);
        }

        assertThatThrownBy(task::forceDelete).isInstanceOf(LongshoreException.class);

        everyProcessEnds();
        endsCleanWithRunc(task);
    }
}
