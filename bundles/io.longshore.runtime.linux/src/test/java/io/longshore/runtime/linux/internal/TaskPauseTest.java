// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pauses, and what is refused meanwhile. */
class TaskPauseTest extends RuntimeWithProcesses {
    @Test
    void pauseThatFailsLeavesTheTaskRunning() {
        Task task = running();
        shims.failing("pause", new UnavailableException("no"));
        assertThatThrownBy(task::pause).isInstanceOf(UnavailableException.class);
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);

        shims.before.clear();
        task.pause();

        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true")))
                .isInstanceOf(FailedPreconditionException.class);
        task.resume();
        assertThat(events.topics()).endsWith("/tasks/paused", "/tasks/resumed");
    }

    @Test
    void exitOfAPausedTaskEndsThePause() throws Exception {
        Task task = running();
        task.pause();

        shims.exit.complete(Exit.exited(137, NOW));

        await(task);
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
        assertThatThrownBy(task::resume).isInstanceOf(FailedPreconditionException.class);
    }

    @Test
    void onlyOneOfTwoPausesAtATimeBegins() throws Exception {
        Task task = running();
        CountDownLatch pausing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("pause", () -> {
            pausing.countDown();
            awaitUninterruptibly(goOn);
        });
        FutureTask<Void> pause = new FutureTask<>(task::pause, null);
        Thread pauser = beside(pause);
        assertThat(pausing.await(10, SECONDS)).isTrue();
        assertThatThrownBy(task::pause).isInstanceOf(FailedPreconditionException.class);

        goOn.countDown();

        pause.get(10, SECONDS);
        pauser.join();
        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
    }

    /** The shim's answer comes after the exit; so would a pause, or its end, be told of a task that has ended. */
    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void exitThatComesMeanwhileIsTheLastThatIsTold(String call) throws Exception {
        Task task = running();
        if (call.equals("resume")) {
            task.pause();
        }
        shims.before.put(call, () -> {
            shims.exit.complete(Exit.exited(137, NOW));
            task.waitForExit(Duration.ofSeconds(10));
        });

        if (call.equals("resume")) {
            task.resume();
        } else {
            task.pause();
        }

        assertThat(events.topics()).endsWith("/tasks/exit");
    }

    @Test
    void twoResumptionsAtATimeAreToldOnce() {
        Task task = running();
        task.pause();
        shims.before.put("resume", () -> {
            shims.before.clear();
            task.resume();
        });

        task.resume();

        assertThat(events.topics()).containsOnlyOnce("/tasks/resumed");
    }
}
