// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Task;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/**
 * R36: while nobody watches, the pids of a shim and of its container become those of somebody else. In a pid namespace of its own,
 * where the next pid can be chosen; a tiny {@code pid_max} would be the whole machine's before Linux 6.14.
 */
@EveryShimProcess
class PidUsedAgainIT {
    private static final String[] OWN_PID_NAMESPACE = {
        // a shell is its first process, and takes in orphans
        "unshare", "--pid", "--mount-proc", "--fork", "--kill-child", "sh", "-c", "\"$@\"; exit $?", "sh"
    };

    @Parameter
    private ShimKind kind;

    @Test
    void whoHasThePidsOfAShimAndOfItsContainerNowIsLeftAlone() throws Exception {
        OtherJvm.startedBy(OWN_PID_NAMESPACE).play(Reuse.class, kind, "");
    }

    static final class Reuse implements OtherJvm.Scenario {
        private static final int SIGKILL = 9;
        private static final int TRIES = 500;
        private static final Path NEXT_PID = Path.of("/proc/sys/kernel/ns_last_pid");

        private final List<Process> others = new ArrayList<>();

        @Override
        public void play(Rig rig, String argument) throws Exception {
            try (LinuxPosix posix = new LinuxPosix()) {
                Task task = rig.task("lost", "sleep", "1000");
                task.start();
                List<Long> pids = List.of(task.info().pid(), task.info().shimPid());

                rig.restartAfter(() -> {
                    for (long pid : pids) {
                        posix.kill((int) pid, SIGKILL);
                        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(Path.of("/proc", "" + pid)));
                    }
                    for (long pid : pids) {
                        others.add(start(pid));
                    }
                });
                end(rig);

                assertThat(others).hasSize(2).allMatch(Process::isAlive);
            } finally {
                others.forEach(Process::destroyForcibly);
            }
        }

        private static void end(Rig rig) throws Exception {
            for (Task found : rig.runtime().list()) {
                assertThat(found.exit().toCompletableFuture().get(30, SECONDS)).isNotNull();
                try {
                    found.forceDelete();
                } catch (NotFoundException e) {
                    assertThat(e).hasMessageContaining("lost");
                }
            }
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(rig.leftovers()).isEmpty());
        }

        /** Threads take pids, too, so it may take some tries. */
        private static Process start(long pid) throws IOException, InterruptedException {
            for (int i = 0; i < TRIES; i++) {
                Files.writeString(NEXT_PID, String.valueOf(pid - 1));
                Process process = new ProcessBuilder("sleep", "1000").start();
                if (process.pid() == pid) {
                    return process;
                }
                process.destroyForcibly().waitFor();
            }
            throw new IOException("no process got the pid " + pid);
        }
    }
}
