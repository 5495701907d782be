// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.itests.runc.EveryShim;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** R35: the JDK below a running JVM was replaced, so that it can start no process any more. */
@EveryShim
class JdkGoneIT {
    private static final int SIGSTOP = 19;

    @Parameter
    private ShimKind kind;

    private Path jdk;

    @BeforeEach
    void copyTheJdk() throws Exception {
        jdk = Files.createTempDirectory("ls-jdk-").resolve("jdk");
        // by links: only a name is going to be removed, and that of the copy
        if (copy("-alT") != 0) {
            // not from one file system to another
            assertThat(copy("-aT")).isZero();
        }
    }

    private int copy(String how) throws Exception {
        Process copy = new ProcessBuilder("cp", how, System.getProperty("java.home"), jdk.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor(120, SECONDS)).isTrue();
        return copy.exitValue();
    }

    @AfterEach
    void removeTheCopy() throws Exception {
        try (Stream<Path> paths = Files.walk(jdk.getParent())) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void killAndForcedDeletionEndEveryProcessWithoutANewOne() throws Exception {
        OtherJvm.of(jdk)
                .play(
                        kind == ShimKind.LOCAL ? WithoutShim.class : WithShim.class,
                        kind,
                        jdk.resolve("lib/jspawnhelper").toString());
    }

    /** Of all kinds. */
    static class WithoutShim implements OtherJvm.Scenario {
        private static final Logger LOG = LoggerFactory.getLogger(JdkGoneIT.class);

        @Override
        public void play(Rig rig, String argument) throws Exception {
            Path helper = Path.of(argument);
            Path away = Path.of(argument + ".away");
            try (LinuxPosix posix = new LinuxPosix()) {
                Task forced = running(rig, "forced");
                List<PidFd> processes = processes(posix, forced);
                more(rig, posix);

                Files.move(helper, away);
                assertThatThrownBy(() -> new ProcessBuilder("true").start()).isInstanceOf(IOException.class);

                end(forced, processes);
                whileItIsAway(rig, posix);
                Files.move(away, helper);
            }
            // what was left is removed, and the rig fails if it is not
            for (Task task : rig.runtime().list()) {
                delete(task);
            }
        }

        void more(Rig rig, LinuxPosix posix) throws Exception {
            assertThat(rig.runtime().list()).hasSize(1);
        }

        void whileItIsAway(Rig rig, LinuxPosix posix) throws Exception {
            assertThat(rig.runtime().list()).hasSizeLessThan(2);
        }

        static Task running(Rig rig, String id) {
            Path ready = rig.rootfs().resolve("tmp/" + id);
            Task task = rig.task(id, "sh", "-c", "sleep 1000 & setsid sleep 1000 & echo >/tmp/" + id + "; wait");
            task.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(ready));
            return task;
        }

        static List<PidFd> processes(LinuxPosix posix, Task task) {
            List<PidFd> processes = new ArrayList<>();
            for (ProcessPid process : task.pids()) {
                processes.add(posix.pidfdOpen((int) process.pid()));
            }
            assertThat(processes).hasSizeGreaterThan(2);
            return processes;
        }

        /** What is for the OCI runtime to remove may stay for now. */
        static void end(Task task, List<PidFd> processes) throws Exception {
            try {
                task.forceDelete();
            } catch (LongshoreException e) {
                LOG.info("{} stays for now: {}", task.id(), e.getMessage());
            }
            haveEnded(processes);
            assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isEqualTo(137);
        }

        static void haveEnded(List<PidFd> processes) throws Exception {
            for (PidFd process : processes) {
                process.exited().toCompletableFuture().get(30, SECONDS);
                process.close();
            }
        }

        private static void delete(Task task) {
            try {
                task.forceDelete();
            } catch (NotFoundException e) {
                LOG.info("{} was removed meanwhile", task.id());
            }
        }
    }

    /** With a shim that answers a signal is a call, and one that hangs is no help. */
    static class WithShim extends WithoutShim {
        private final List<PidFd> ofKilled = new ArrayList<>();
        private final List<PidFd> ofHung = new ArrayList<>();

        @Override
        void more(Rig rig, LinuxPosix posix) throws Exception {
            ofKilled.addAll(processes(posix, running(rig, "killed")));
            Task hung = running(rig, "hung");
            ofHung.addAll(processes(posix, hung));
            posix.kill((int) hung.info().shimPid(), SIGSTOP);
        }

        @Override
        void whileItIsAway(Rig rig, LinuxPosix posix) throws Exception {
            for (Task task : rig.runtime().list()) {
                if (task.id().value().equals("killed")) {
                    task.kill(Signal.KILL, true);
                    haveEnded(ofKilled);
                    assertThat(task.exit()
                                    .toCompletableFuture()
                                    .get(30, SECONDS)
                                    .status())
                            .isEqualTo(137);
                } else if (task.id().value().equals("hung")) {
                    end(task, ofHung);
                }
            }
        }
    }
}
