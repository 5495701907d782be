// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Who watches the processes of a task is told when there are others, and finds them as they are. */
@EveryShim
class WatchedProcessesIT {
    private static final ExecId FIRST = new ExecId("first");
    private static final ExecId SECOND = new ExecId("second");

    @Parameter
    private ShimKind kind;

    private final BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
    private Rig rig;
    private Task task;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
        task = rig.task("watched", "sleep", "1000");
        task.start();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** Notes what there is whenever that is something else. */
    private ProcessesWatch watch() {
        return task.watchProcesses(() -> told.add(task.processes().stream()
                .map(TaskProcess::id)
                .map(ExecId::value)
                .toList()));
    }

    private List<String> next() throws InterruptedException {
        return told.poll(10, SECONDS);
    }

    private static int end(TaskProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(30, SECONDS).status();
    }

    @Test
    void eachThatIsAddedOrDeletedIsToldInOrderAndOfTheirStartsAndExitsTellTheEvents() throws Exception {
        try (ProcessesWatch watch = watch()) {
            assertThat(watch).isNotNull();
            TaskProcess first = task.exec(FIRST, ExecOptions.of("sleep", "1000"));
            assertThat(next()).containsExactly("first");
            TaskProcess second = task.exec(SECOND, ExecOptions.of("true"));
            assertThat(next()).containsExactly("first", "second");

            first.start();
            second.start();
            assertThat(end(second)).isZero();
            second.delete();
            assertThat(next()).containsExactly("first");
            first.kill(Signal.KILL);
            assertThat(end(first)).isEqualTo(137);
            first.delete();
            assertThat(next()).isEmpty();
        }

        assertThat(told).isEmpty();
        assertThat(rig.topics("watched"))
                .containsExactly(
                        "/containers/create",
                        "/tasks/create",
                        "/tasks/start",
                        "/tasks/exec-added",
                        "/tasks/exec-added",
                        "/tasks/exec-started",
                        "/tasks/exec-started",
                        "/tasks/exit",
                        "/tasks/exit");
    }

    @Test
    void afterARestartItIsToldOfThoseFromBeforeAsOfNewOnes() throws Exception {
        task.exec(FIRST, ExecOptions.of("sleep", "1000")).start();
        rig.restart();
        task = rig.runtime().get(rig.namespace(), task.id());

        try (ProcessesWatch watch = watch()) {
            assertThat(watch).isNotNull();
            task.exec(SECOND, ExecOptions.of("sleep", "1000")).start();
            assertThat(next()).containsExactly("first", "second");
            TaskProcess first = task.process(FIRST);
            first.kill(Signal.KILL);
            assertThat(end(first)).isEqualTo(137);
            first.delete();
            assertThat(next()).containsExactly("second");

            task.forceDelete();
            assertThat(next()).isEmpty();
        }

        assertThat(told).isEmpty();
    }
}
