// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** R24: deletion from every state that a task can be brought into. */
@EveryShim
class DeletionIT {
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

    private Task in(TaskState state) throws Exception {
        Task task = rig.task("it", "sh", "-c", state == TaskState.STOPPED ? "exit 5" : "trap '' TERM; sleep 1000");
        if (state != TaskState.CREATED) {
            task.start();
        }
        if (state == TaskState.PAUSED) {
            task.pause();
        }
        if (state == TaskState.STOPPED) {
            task.exit().toCompletableFuture().get(30, SECONDS);
        }
        assertThat(task.info().state()).isEqualTo(state);
        return task;
    }

    private void gone(Task task) {
        assertThat(rig.leftovers()).isEmpty();
        assertThat(rig.runtime().list()).isEmpty();
        assertThatThrownBy(task::delete).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(task::forceDelete).isInstanceOf(NotFoundException.class);
        assertThat(rig.topics("it")).endsWith("/tasks/exit", "/tasks/delete").containsOnlyOnce("/tasks/exit");
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATED", "STOPPED"})
    void whatDoesNotRunIsDeleted(TaskState state) throws Exception {
        Task task = in(state);

        Exit exit = task.delete();

        assertThat(exit.status()).isEqualTo(state == TaskState.STOPPED ? 5 : 137);
        gone(task);
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "PAUSED"})
    void whatRunsIsNotDeletedAndGoesOn(TaskState state) throws Exception {
        Task task = in(state);

        assertThatThrownBy(task::delete).isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(() -> rig.runtime().delete(rig.namespace(), task.id()))
                .isInstanceOf(FailedPreconditionException.class);

        assertThat(task.refresh().state()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATED", "RUNNING", "PAUSED", "STOPPED"})
    void everyStateYieldsToForce(TaskState state) throws Exception {
        Task task = in(state);

        Exit exit = task.forceDelete();

        assertThat(exit.status()).isEqualTo(state == TaskState.STOPPED ? 5 : 137);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        gone(task);
    }

    @Test
    void addedProcessesAreToldToHaveEndedBeforeTheTaskThatIsDeletedByForce() throws Exception {
        Task task = in(TaskState.RUNNING);
        List<TaskProcess> processes = IntStream.range(0, 3)
                .mapToObj(i -> task.exec(new ExecId("p" + i), ExecOptions.of("sleep", "1000")))
                .toList();
        processes.forEach(TaskProcess::start);

        task.forceDelete();

        List<Object> exits = rig.events().list(0, 1000).stream()
                .filter(record -> record.event().topic().equals("/tasks/exit"))
                .map(record -> record.event().attributes().get("id"))
                .toList();
        assertThat(exits).hasSize(4).contains("p0", "p1", "p2").endsWith("it");
    }

    @Test
    void whoeverDeletesAtTheSameTimeLearnsTheSame() throws Exception {
        Task task = in(TaskState.STOPPED);
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Future<Exit>> deletions = IntStream.range(0, 4)
                    .mapToObj(i -> executor.submit(() -> {
                        try {
                            return task.delete();
                        } catch (NotFoundException e) {
                            // it came when all was over
                            return task.info().exit();
                        }
                    }))
                    .toList();
            for (Future<Exit> deletion : deletions) {
                assertThat(deletion.get(30, SECONDS).status()).isEqualTo(5);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(rig.topics("it")).containsOnlyOnce("/tasks/delete");
    }
}
