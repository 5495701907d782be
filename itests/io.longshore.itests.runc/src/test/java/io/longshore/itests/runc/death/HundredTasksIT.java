// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.runc.EveryShimProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** R4, R7: many tasks come back at once, and shims that hang hold up neither the others nor the service. */
@EveryShimProcess
class HundredTasksIT {
    @Parameter
    private ShimKind kind;

    private static final int TASKS = 100;
    private static final int HUNG = 5;
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;
    /** What the service promises, not a measurement of it: hung shims may cost one deadline, whatever the machine. */
    private static final Duration UP_WITHIN = Duration.ofSeconds(2);

    private static final Duration FROM_MEMORY = Duration.ofMillis(500);

    @Test
    void serviceIsUpInTimeThoughFiveShimsHangWhichAreUnknownUntilTheyGoOn() throws Exception {
        try (LinuxPosix posix = new LinuxPosix();
                Rig rig = Rig.open(kind)) {
            List<Task> before = runMany(rig);
            List<Task> hung = before.subList(40, 40 + HUNG);
            long[] opened = {0};

            try {
                rig.restartAfter(() -> {
                    hung.forEach(task -> posix.kill((int) task.info().shimPid(), SIGSTOP));
                    opened[0] = System.nanoTime();
                });
                assertThat(since(opened[0])).isLessThan(UP_WITHIN);

                long asked = System.nanoTime();
                List<Task> tasks = rig.runtime().list();
                assertThat(tasks).hasSize(TASKS);
                for (Task task : tasks) {
                    boolean hangs = hung.stream().anyMatch(other -> other.id().equals(task.id()));
                    assertThat(task.info().state())
                            .as("state of %s", task.id())
                            .isEqualTo(hangs ? TaskState.UNKNOWN : TaskState.RUNNING);
                    assertThat(task.info().reason().isEmpty())
                            .as("no reason for %s", task.info())
                            .isNotEqualTo(hangs);
                    assertThat(rig.runtime().get(rig.namespace(), task.id())).isSameAs(task);
                }
                assertThat(since(asked)).isLessThan(FROM_MEMORY);
            } finally {
                hung.forEach(task -> posix.kill((int) task.info().shimPid(), SIGCONT));
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(rig.runtime().list())
                            .extracting(task -> task.info().state())
                            .containsOnly(TaskState.RUNNING));
            for (Task task : before) {
                assertThat(rig.runtime().get(rig.namespace(), task.id()).info().pid())
                        .isEqualTo(task.info().pid());
            }
            deleteAll(rig);
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static List<Task> runMany(Rig rig) throws Exception {
        List<Task> tasks = new ArrayList<>();
        inParallel(threads -> {
            List<Future<Task>> starting = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                String id = "task-" + i;
                starting.add(threads.submit(() -> {
                    Task task = rig.task(id, "sleep", "1000");
                    task.start();
                    return task;
                }));
            }
            for (Future<Task> task : starting) {
                tasks.add(task.get());
            }
        });
        return tasks;
    }

    private static void deleteAll(Rig rig) throws Exception {
        inParallel(threads -> {
            List<Future<?>> deleting = new ArrayList<>();
            for (Task task : rig.runtime().list()) {
                deleting.add(threads.submit(task::forceDelete));
            }
            for (Future<?> deleted : deleting) {
                deleted.get();
            }
        });
    }

    private interface Work {
        void with(ExecutorService threads) throws Exception;
    }

    private static void inParallel(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            work.with(threads);
        } finally {
            threads.shutdownNow();
        }
    }
}
