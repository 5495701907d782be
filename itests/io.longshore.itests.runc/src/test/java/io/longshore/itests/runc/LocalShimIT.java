// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is so only where this JVM is the parent of the containers. */
class LocalShimIT {
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

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(60, SECONDS);
    }

    @Test
    void itIsInTheTaskWhatDrivesItAndThatThereIsNoProcessForThat() {
        Task task = running("kind");

        assertThat(task.info().shimKind()).isEqualTo("local");
        assertThat(task.info().shimPid()).isZero();
    }

    @Test
    void oneThatSomebodyElseHasFrozenCanBeKilled() throws Exception {
        Task task = running("frozen");
        Path freezer = Path.of("/sys/fs/cgroup/freezer")
                .resolve(Files.readAllLines(
                                Path.of("/proc", String.valueOf(task.info().pid()), "cgroup"))
                        .stream()
                        .filter(line -> line.contains(":freezer:"))
                        .map(line -> line.substring(line.indexOf(":/") + 2))
                        .findFirst()
                        .orElseThrow())
                .resolve("freezer.state");
        Files.writeString(freezer, "FROZEN");

        task.kill(Signal.KILL, false);

        assertThat(await(task).status()).isEqualTo(137);
    }

    @Test
    void memoryThatIsUsedUpIsToldBeforeTheExitWhichSaysWhere() throws Exception {
        ContainerId id = rig.container(
                "hungry",
                rig.spec("hungry", "dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1")
                        .memoryLimit(32L << 20)
                        .build());
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT);
        task.start();

        Exit exit = await(task);

        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.OOM_KILLED);
        assertThat(exit.detail()).contains("/longshore/" + rig.namespace() + "/hungry");
        task.delete();
        assertThat(rig.topics("hungry"))
                .containsExactly(
                        "/containers/create",
                        "/tasks/create",
                        "/tasks/start",
                        "/tasks/oom",
                        "/tasks/exit",
                        "/tasks/delete");
    }

    @Test
    void withoutAShimIsAlsoAConfigurationThatTouchesNoRunningTask() throws Exception {
        rig.restartWith(settings -> withNoShim(settings, true));
        Container container = Container.builder(
                        new ContainerId("seed"),
                        rig.spec("seed", "sleep", "1000").build())
                .runtime(RuntimeInfo.linuxV1())
                .build();
        rig.containers().create(rig.namespace(), container);
        Task task = rig.runtime().create(rig.namespace(), container.id(), CreateOptions.DEFAULT);
        task.start();
        assertThat(task.info().shimKind()).isEqualTo("local");

        rig.restartWith(settings -> withNoShim(settings, false));

        Task same = rig.runtime().get(rig.namespace(), container.id());
        assertThat(same.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(same.info().shimKind()).isEqualTo("local");
        assertThat(same.info().pid()).isEqualTo(task.info().pid());
    }

    private static RuntimeSettings withNoShim(RuntimeSettings settings, boolean noShim) {
        return settings.withNoShim(noShim);
    }

    @Test
    void theThreadsDoNotGrowWithTheContainers() throws Exception {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Path output = rig.directory().resolve("o" + i);
            ContainerId id = rig.container("t" + i, "sh", "-c", "while true; do echo x; sleep 0.1; done");
            Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(Stdio.toFile(output)));
            task.start();
            tasks.add(task);
        }

        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-shim-local"))
                // those that look for orphans go on for a while after other tests
                .filter(thread -> !thread.getName().endsWith("orphans"))
                .count();
        assertThat(threads).isBetween(1L, 16L);

        for (Task task : tasks) {
            assertThat(task.forceDelete().status()).isEqualTo(137);
        }
    }

    @Test
    void whatWasMountedForItIsWhatItSees() throws IOException {
        Path upper = Files.createDirectory(rig.directory().resolve("upper"));
        Path work = Files.createDirectory(rig.directory().resolve("work"));
        Mount overlay = new Mount(
                "overlay",
                "overlay",
                List.of("lowerdir=" + rig.rootfs(), "upperdir=" + upper, "workdir=" + work, "noatime"));
        ContainerId id = new ContainerId("over");
        rig.container(
                "over",
                OciSpec.builder(rig.namespace(), id)
                        .args("sh", "-c", "echo hello >/written")
                        .build());
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT.withRootfs(overlay));
        task.start();
        assertThat(task.exit().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
        task.delete();

        assertThat(upper.resolve("written")).hasContent("hello");
        assertThat(rig.rootfs().resolve("written")).doesNotExist();
    }
}
