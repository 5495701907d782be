// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Impatient;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks of a group share one shim, and nothing else. */
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("io.longshore.itests.support.ShimKind#shareable")
class SharedShimIT {
    private static final int MANY = 100;
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final CreateOptions GROUP = CreateOptions.DEFAULT.withShimGroup("one");

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

    private Task run(String id, CreateOptions options, String... command) {
        Task task = rig.runtime().create(rig.namespace(), rig.container(id, command), options);
        task.start();
        return task;
    }

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(30, SECONDS);
    }

    @Test
    void theEndOfOneLeavesTheOthersAndTheShimEndsWithTheLast() throws Exception {
        Task one = run("one", GROUP, "sleep", "1000");
        Task two = run("two", GROUP, "sh", "-c", "exit 7");
        Task alone = run("alone", CreateOptions.DEFAULT, "sleep", "1000");
        long shim = one.info().shimPid();
        assertThat(two.info().shimPid()).isEqualTo(shim);
        assertThat(alone.info().shimPid()).isNotEqualTo(shim);

        assertThat(await(two).status()).isEqualTo(7);
        two.delete();
        assertThat(one.refresh().state()).isEqualTo(TaskState.RUNNING);
        Task three = run("three", GROUP, "sleep", "1000");
        assertThat(three.info().shimPid()).isEqualTo(shim);
        // the one it was started for
        one.forceDelete();
        assertThat(three.refresh().state()).isEqualTo(TaskState.RUNNING);
        try (PidFd process = posix.pidfdOpen((int) shim)) {
            three.forceDelete();
            process.exited().toCompletableFuture().get(10, SECONDS);
        }

        assertThat(alone.refresh().state()).isEqualTo(TaskState.RUNNING);
        alone.forceDelete();
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void annotationOfTheSpecificationNamesTheGroupToo() {
        for (String id : List.of("one", "two")) {
            ContainerId container = rig.container(
                    id,
                    rig.spec(id, "sleep", "1000")
                            .annotation(CreateOptions.GROUP_ANNOTATION, "one")
                            .build());
            rig.runtime().create(rig.namespace(), container, CreateOptions.DEFAULT);
        }

        assertThat(rig.runtime().list())
                .extracting(task -> task.info().shimPid())
                .hasSize(2)
                .containsOnly(rig.runtime().list().get(0).info().shimPid());
    }

    @Test
    void theyAreFoundAgainAndStillShareIt() throws Exception {
        run("one", GROUP, "sleep", "1000");
        long shim = run("two", GROUP, "sleep", "1000").info().shimPid();

        rig.restartWithShims();

        assertThat(rig.runtime().list()).hasSize(2).allSatisfy(task -> {
            assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
            assertThat(task.info().shimPid()).isEqualTo(shim);
        });
        rig.runtime().get(rig.namespace(), new ContainerId("one")).forceDelete();
        Task two = rig.runtime().get(rig.namespace(), new ContainerId("two"));
        assertThat(two.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(run("three", GROUP, "sleep", "1000").info().shimPid()).isEqualTo(shim);
    }

    @Test
    void theDeathOfTheShimIsToldForEach() throws Exception {
        Task one = run("one", GROUP, "sleep", "1000");
        Task two = run("two", GROUP, "sleep", "1000");

        posix.kill((int) one.info().shimPid(), SIGKILL);

        for (Task task : List.of(one, two)) {
            assertThat(await(task).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
            rig.awaitTopic(task.id().value(), "/tasks/delete");
        }
        Awaitility.await().untilAsserted(() -> assertThat(rig.leftovers()).isEmpty());
    }

    @Test
    void forcedDeletionBehindAShimThatHangsLeavesTheOthersAndTheShim() throws Exception {
        rig.restartWith(Impatient::settings);
        Task one = run("one", GROUP, "sleep", "1000");
        Task two = run("two", GROUP, "sleep", "1000");
        long shim = one.info().shimPid();
        posix.kill((int) shim, SIGSTOP);
        try {
            one.forceDelete();
            assertThat(ProcessHandle.of(two.info().pid())).isPresent();
        } finally {
            posix.kill((int) shim, SIGCONT);
        }
        assertThat(two.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(two.forceDelete().cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void hundredTasksInOneShim() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Task>> starting = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String id = i == 0 ? "one" : "task-" + i;
                starting.add(threads.submit(() -> run(id, GROUP, "sleep", "1000")));
            }
            List<Task> tasks = new ArrayList<>();
            for (Future<Task> task : starting) {
                tasks.add(task.get());
            }

            assertThat(tasks)
                    .extracting(task -> task.info().shimPid())
                    .containsOnly(tasks.get(0).info().shimPid());

            rig.restart();
            assertThat(rig.runtime().list())
                    .hasSize(MANY)
                    .extracting(task -> task.info().state())
                    .containsOnly(TaskState.RUNNING);
            List<Future<Exit>> deleting = new ArrayList<>();
            for (Task task : rig.runtime().list()) {
                deleting.add(threads.submit(task::forceDelete));
            }
            for (Future<Exit> deleted : deleting) {
                deleted.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(rig.leftovers()).isEmpty();
    }
}
