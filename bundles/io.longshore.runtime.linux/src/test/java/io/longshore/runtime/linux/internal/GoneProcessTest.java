// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R6: processes that are gone, and whose shims do not tell. */
class GoneProcessTest extends RuntimeWithFakeShims {
    private Process process;

    @BeforeEach
    void start() throws Exception {
        runtime.close();
        exitTimeout = Duration.ofMillis(50);
        open();
        process = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void end() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();
    }

    private Task running() {
        shims.pid = process.pid();
        Task task = create();
        task.start();
        return task;
    }

    @Test
    void exitIsMadeUpWithItsCause() throws Exception {
        Task task = running();

        process.destroyForcibly();

        Exit exit = await(task);
        assertThat(exit.status()).isNull();
        assertThat(exit.cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(exit.detail()).isNotEmpty();
        assertThat(task.delete()).isEqualTo(exit);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void exitThatTheShimKnowsWhenAskedCounts() throws Exception {
        Task task = running();
        shims.untold = Exit.exited(9, NOW);

        process.destroyForcibly();

        assertThat(await(task)).isEqualTo(Exit.exited(9, NOW));
        assertThat(shims.calls).containsOnlyOnce("state");
    }

    @Test
    void shimThatDoesNotAnswerKeepsNothingSecret() throws Exception {
        Task task = running();
        shims.failing("state", new DeadlineExceededException("stopped"));

        process.destroyForcibly();

        assertThat(await(task).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
    }

    @Test
    void exitThatTheShimHasLeftInItsSpoolCounts() throws Exception {
        Task task = running();
        shims.failing("state", new DeadlineExceededException("stopped"));
        shims.published = Optional.of(Exit.exited(8, NOW));

        process.destroyForcibly();

        assertThat(await(task)).isEqualTo(Exit.exited(8, NOW));
    }

    @Test
    void processIsWatchedAfterARestartToo() throws Exception {
        running();
        reopen();

        process.destroyForcibly();

        assertThat(await(runtime.get(NS, ID)).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
    }

    @Test
    void addedProcessIsWatchedAsWell() throws Exception {
        shims.pid = ProcessHandle.current().pid();
        shims.execPid = process.pid();
        Task task = create();
        task.start();
        TaskProcess added = task.exec(new ExecId("one"), ExecOptions.of("sleep"));
        added.start();

        process.destroyForcibly();

        assertThat(added.exit().toCompletableFuture().get(10, SECONDS).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void addedProcessWhoseStartCannotBeToldIsWatchedAsWell() throws Exception {
        shims.pid = ProcessHandle.current().pid();
        shims.execPid = process.pid();
        Task task = create();
        task.start();
        TaskProcess added = task.exec(new ExecId("one"), ExecOptions.of("sleep"));
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        assertThatThrownBy(added::start).isInstanceOf(UnavailableException.class);
        events.before(event -> {});

        process.destroyForcibly();

        assertThat(added.exit().toCompletableFuture().get(10, SECONDS).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(events.topics()).endsWith("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    /** Its shim is being asked about what an earlier run has added when the first process is seen to be gone. */
    @Test
    void processesThatAreBeingFoundAgainAreNotTakenForLostMeanwhile() throws Exception {
        ExecId one = new ExecId("one");
        shims.execPid = ProcessHandle.current().pid();
        running().exec(one, ExecOptions.of("sleep")).start();
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread test = Thread.currentThread();
        shims.before.put("state", () -> {
            if (Thread.currentThread() != test && asking.getCount() > 0) {
                asking.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        restoreTimeout = Duration.ofMillis(100);
        reopen();
        awaitUninterruptibly(asking);
        CountDownLatch overdue = new CountDownLatch(1);
        shims.before.put("state", overdue::countDown);

        process.destroyForcibly();

        awaitUninterruptibly(overdue);
        assertThat(exited()).isEmpty();
        shims.execExits.computeIfAbsent(one, id -> new CompletableFuture<>()).complete(Exit.exited(7, NOW));
        goOn.countDown();
        assertThat(await(runtime.get(NS, ID)).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(runtime.get(NS, ID)
                        .process(one)
                        .exit()
                        .toCompletableFuture()
                        .get(10, SECONDS)
                        .status())
                .isEqualTo(7);
        assertThat(exited()).containsExactly(one.value(), ID.value());
    }
}
