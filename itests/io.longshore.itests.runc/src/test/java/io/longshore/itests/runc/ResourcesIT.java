// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import io.longshore.itests.support.CgroupFiles;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Limits and what is used, compared with what the kernel has in the task's cgroup. */
@EveryShim
class ResourcesIT {
    private static final long MIB = 1 << 20;

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

    private Task running(ContainerId id) {
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT);
        task.start();
        return task;
    }

    private static void run(Task task, String... command) throws Exception {
        TaskProcess process = task.exec(new ExecId("work"), ExecOptions.of(command));
        process.start();
        assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                .isZero();
        process.delete();
    }

    @Test
    void limitsOfTheSpecificationAreInTheCgroupAndThoseOfAnUpdateReplaceThem() throws Exception {
        Task task = running(rig.container(
                "limits",
                rig.spec("limits", "sleep", "1000")
                        .memoryLimit(48 * MIB)
                        .pidsLimit(20)
                        .cpuShares(256)
                        .build()));
        CgroupFiles cgroup = new CgroupFiles(task);
        assertThat(cgroup.read("memory", "memory.limit_in_bytes", "memory.max")).isEqualTo("" + 48 * MIB);
        assertThat(cgroup.read("pids", "pids.max", "pids.max")).isEqualTo("20");

        task.update(LinuxResources.builder()
                .memoryLimit(64 * MIB)
                .pidsLimit(33)
                .cpuQuota(20_000, 50_000)
                .build());
        task.update(LinuxResources.builder().pidsLimit(34).build());

        assertThat(cgroup.read("memory", "memory.limit_in_bytes", "memory.max")).isEqualTo("" + 64 * MIB);
        assertThat(cgroup.read("pids", "pids.max", "pids.max")).isEqualTo("34");
        assertThat(cgroup.read("cpu", "cpu.cfs_quota_us", "cpu.max")).startsWith("20000");
        TaskStats stats = task.stats();
        assertThat(stats.memoryLimit()).isEqualTo(64 * MIB);
        assertThat(stats.pidsLimit()).isEqualTo(34);
    }

    @Test
    void sharesOfTheProcessorAreInTheCgroup() throws Exception {
        Task task = running(rig.container(
                "shares", rig.spec("shares", "sleep", "1000").cpuShares(256).build()));
        CgroupFiles cgroup = new CgroupFiles(task);
        String before = cgroup.read("cpu", "cpu.shares", "cpu.weight");

        task.update(LinuxResources.builder().cpuShares(512).build());

        assertThat(cgroup.read("cpu", "cpu.shares", "cpu.weight")).isNotEqualTo(before);
    }

    @Test
    void updateThatTheKernelRefusesIsReportedAndChangesNothing() throws Exception {
        Task task = running(rig.container("refusal", "sleep", "1000"));
        CgroupFiles cgroup = new CgroupFiles(task);
        String before = cgroup.read("cpu", "cpu.cfs_period_us", "cpu.max");

        assertThatThrownBy(() ->
                        task.update(LinuxResources.builder().cpuQuota(500, 1).build()))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("cpu.");

        assertThat(cgroup.read("cpu", "cpu.cfs_period_us", "cpu.max")).isEqualTo(before);
        task.update(LinuxResources.builder().pidsLimit(12).build());
        assertThat(cgroup.read("pids", "pids.max", "pids.max")).isEqualTo("12");
    }

    @Test
    void pausedTaskCanBeChangedAndAnEndedOneCannot() throws Exception {
        Task task = running(rig.container("states", "sleep", "1000"));
        task.pause();
        task.update(LinuxResources.builder().pidsLimit(12).build());
        assertThat(new CgroupFiles(task).read("pids", "pids.max", "pids.max")).isEqualTo("12");
        task.resume();

        task.kill(Signal.KILL, false);
        task.exit().toCompletableFuture().get(30, SECONDS);

        assertThatThrownBy(
                        () -> task.update(LinuxResources.builder().pidsLimit(1).build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void statisticsCountWhatIsUsed() throws Exception {
        ContainerId id = rig.container(
                "stats",
                rig.spec("stats", "sh", "-c", "sleep 1000 & sleep 1000 & sleep 1000")
                        .bind(rig.directory(), "/host", false)
                        .build());
        Task task = running(id);
        TaskStats before = task.stats();

        run(task, "dd", "if=/dev/zero", "of=/dev/shm/some", "bs=1048576", "count=20");
        run(task, "sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done");
        run(task, "dd", "if=/dev/zero", "of=/host/some", "bs=1048576", "count=4", "conv=fsync");

        TaskStats stats = task.stats();
        assertThat(before.pids()).isGreaterThanOrEqualTo(1);
        assertThat(stats.pids()).isEqualTo(3);
        assertThat(stats.memoryUsage()).isGreaterThan(20 * MIB);
        assertThat(stats.memoryMaxUsage()).isGreaterThanOrEqualTo(20 * MIB);
        assertThat(stats.cpuNanos()).isGreaterThan(before.cpuNanos() + 20_000_000);
        assertThat(stats.cpuUserNanos()).isNotNegative();
        assertThat(stats.oomKills()).isZero();
        assertThat(stats.blockWriteBytes()).isNotNull();
    }

    @Test
    void statisticsOfATaskThatWaitsToBeStartedAreThereAndOfAnEndedOneAreNot() throws Exception {
        Task task = rig.task("waits", "true");
        assertThat(task.stats().pids()).isPositive();

        task.start();
        task.exit().toCompletableFuture().get(30, SECONDS);

        assertThatThrownBy(task::stats).isInstanceOf(NotFoundException.class);
    }

    @Test
    void processThatTheKernelKillsForWantOfMemoryIsCountedAndTheTaskGoesOn() throws Exception {
        Task task = running(rig.container(
                "victim",
                rig.spec("victim", "sleep", "1000").memoryLimit(8 * MIB).build()));
        TaskProcess process = task.exec(
                new ExecId("greedy"),
                ExecOptions.of("sh", "-c", "x=$(busybox head -c 100000000 /dev/zero | busybox tr '\\0' x); echo $x"));
        process.start();

        assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                .isEqualTo(137);

        assertThat(task.stats().oomKills()).isPositive();
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
    }
}
