// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory with lists of pids stands in for a cgroup: it lists also those that have ended, as some kernels do. */
class CgroupKillTest {
    private static final String BOOT = "boot";
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private final List<Process> processes = new ArrayList<>();
    private Path pids;

    @BeforeEach
    void makeCgroup() throws Exception {
        pids = Files.createDirectories(directory.resolve("pids"));
        lists(pids);
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly();
            assertThat(process.waitFor(10, SECONDS)).isTrue();
        }
        posix.close();
    }

    private Process sleep() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        processes.add(process);
        return process;
    }

    private static void lists(Path cgroup, Long... members) throws Exception {
        Files.writeString(
                cgroup.resolve("cgroup.procs"),
                Stream.of(members).map(pid -> pid + "\n").collect(Collectors.joining()));
    }

    private TaskRecord record() {
        return record(new Cgroup(Map.of("pids", pids, "freezer", directory.resolve("freezer"))));
    }

    private TaskRecord record(Cgroup cgroup) {
        return RuntimeWithFakeShims.intent(directory)
                .created(new FirstProcess(FakeShims.PID, 0, cgroup), Instant.EPOCH);
    }

    private void kill(Posix with, Duration atMost) {
        new CgroupKill(with, new TaskRegistry(), BOOT).end(record(), atMost);
    }

    @Test
    void everyProcessIsKilledAlsoInNestedCgroups() throws Exception {
        Process one = sleep();
        Process two = sleep();
        lists(pids, one.pid());
        lists(Files.createDirectory(pids.resolve("nested")), two.pid());

        kill(posix, LONG);

        assertThat(one.waitFor(10, SECONDS)).isTrue();
        assertThat(two.waitFor(10, SECONDS)).isTrue();
    }

    @Test
    void processThatCameMeanwhileIsKilledToo() throws Exception {
        Process one = sleep();
        Process two = sleep();
        lists(pids, one.pid());

        kill(
                opening(process -> {
                    list(one.pid(), two.pid());
                    return process;
                }),
                LONG);

        assertThat(two.waitFor(10, SECONDS)).isTrue();
    }

    /** R36. */
    @Test
    void processThatHasTheIdOfAnEndedOneIsLeftAlone() throws Exception {
        Process other = sleep();
        lists(pids, other.pid());

        kill(
                opening(process -> {
                    list();
                    return process;
                }),
                LONG);

        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void nothingIsKilledInACgroupThatWeAreInOurselves() throws Exception {
        Process other = sleep();
        lists(pids, other.pid(), ProcessHandle.current().pid());

        assertThatThrownBy(() -> kill(posix, LONG)).isInstanceOf(FailedPreconditionException.class);

        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void nothingIsKilledInACgroupThatTheHostIsIn() throws Exception {
        Process other = sleep();
        lists(pids, other.pid(), 1L);

        assertThatThrownBy(() -> kill(posix, LONG)).isInstanceOf(FailedPreconditionException.class);

        assertThat(other.isAlive()).isTrue();
    }

    /** R9. */
    @Test
    void nothingIsKilledInACgroupOfBeforeARestartOfTheHost() throws Exception {
        Process other = sleep();
        lists(pids, other.pid());

        new CgroupKill(posix, new TaskRegistry(), "another").end(record(), LONG);

        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void frozenProcessesAreLetGoOnToDie() throws Exception {
        Path freezer = Files.createDirectories(directory.resolve("freezer"));
        Files.writeString(freezer.resolve("freezer.state"), "FROZEN\n");
        Files.writeString(pids.resolve("cgroup.freeze"), "1\n");
        Process one = sleep();
        lists(pids, one.pid());

        new CgroupKill(posix, new TaskRegistry(), BOOT)
                .end(record(new Cgroup(Map.of("pids", pids, "freezer", freezer, "unified", pids))), LONG);

        assertThat(freezer.resolve("freezer.state")).content().startsWith("THAWED");
        assertThat(pids.resolve("cgroup.freeze")).content().startsWith("0");
    }

    @Test
    void processThatDoesNotEndIsNotWaitedForWithoutEnd() throws Exception {
        lists(pids, sleep().pid());

        assertThatThrownBy(() -> kill(opening(CgroupKillTest::immortal), Duration.ofMillis(20)))
                .isInstanceOf(DeadlineExceededException.class);
    }

    private void list(Long... members) {
        try {
            lists(pids, members);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The system's, but for the descriptors of processes. */
    private Posix opening(Function<PidFd, PidFd> change) {
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(),
                new Class<?>[] {Posix.class},
                (proxy, method, arguments) -> change.apply((PidFd) invoke(method, posix, arguments)));
    }

    /** It takes signals and does not end. */
    private static PidFd immortal(PidFd process) {
        return (PidFd) Proxy.newProxyInstance(
                PidFd.class.getClassLoader(),
                new Class<?>[] {PidFd.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "exited" -> new CompletableFuture<>();
                    case "sendSignal" -> null;
                    default -> invoke(method, process, arguments);
                });
    }

    private static Object invoke(java.lang.reflect.Method method, Object on, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
