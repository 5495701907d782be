// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What the next start makes of the processes that an earlier one has added. */
class ProcessRestoreTest extends RuntimeWithProcesses {
    @Test
    void runningProcessIsFoundAgainAndItsExitToldOnce() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        reopen();

        TaskProcess process = runtime.get(NS, ID).process(ONE);
        assertThat(process.info().state()).isEqualTo(TaskState.RUNNING);
        exitOf(ONE).complete(Exit.exited(4, NOW));

        assertThat(await(process).status()).isEqualTo(4);
        assertThat(exited()).containsExactly(ONE.value());
    }

    /** What is not in the journal any more was told nevertheless. */
    @Test
    void nothingIsToldAgainWhenTheJournalHasForgotten() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        events.rotate();
        long last = events.lastSequence();

        reopen();
        reopen();

        assertThat(runtime.get(NS, ID).process(ONE).info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(events.list(last, 10)).isEmpty();
    }

    @Test
    void runningProcessCostsNoLookIntoTheJournal() {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        events.looks = 0;

        reopen();

        assertThat(events.looks).isZero();
    }

    @Test
    void exitOfAProcessWhoseShimDiedIsNotLostWhenTheJournalHasForgotten() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        events.rotate();
        runtime.close();
        shims.alive = false;

        open();

        assertThat(exited()).containsExactly(ONE.value(), ID.value());
        assertThat(events.topics().subList(4, 7)).containsExactly("/tasks/exit", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void exitThatWasToldAndNotNotedIsNotToldAgain() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("sleep"));
        process.start();
        Path trace = directory.resolve("root/ns/web/exec.one");
        byte[] started = Files.readAllBytes(trace);
        exitOf(ONE).complete(Exit.exited(3, NOW));
        await(process);
        runtime.close();
        Files.write(trace, started);
        shims.exit = new CompletableFuture<>();

        open();

        assertThat(await(runtime.get(NS, ID).process(ONE)).status()).isEqualTo(3);
        assertThat(exited()).containsExactly(ONE.value());
    }

    @Test
    void exitsWhileNobodyWatchedAreToldInOrder() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        runtime.close();
        shims.execExits.clear();
        exitOf(ONE).complete(Exit.exited(137, NOW));
        shims.exit = CompletableFuture.completedFuture(Exit.exited(137, NOW));
        shims.state = TaskState.STOPPED;

        open();

        await(runtime.get(NS, ID));
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

    @Test
    void processesAreFoundAgainOnceHoweverManyAsk() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        shims.failing("state", new UnavailableException("not now"));
        reopen();
        Task task = runtime.get(NS, ID);
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.calls.clear();
        shims.before.put("state", () -> {
            asking.countDown();
            awaitUninterruptibly(goOn);
        });
        FutureTask<TaskInfo> first = new FutureTask<>(task::refresh);
        Thread firstThread = beside(first);
        assertThat(asking.await(10, SECONDS)).isTrue();
        FutureTask<TaskInfo> second = new FutureTask<>(task::refresh);
        Thread secondThread = beside(second);

        goOn.countDown();

        assertThat(first.get(10, SECONDS).state()).isEqualTo(TaskState.RUNNING);
        assertThat(second.get(10, SECONDS).state()).isEqualTo(TaskState.RUNNING);
        firstThread.join();
        secondThread.join();
        assertThat(shims.calls).containsExactly("state", "state");
    }

    @Test
    void exitThatALostShimHasPublishedIsBelieved() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        runtime.close();
        shims.alive = false;
        shims.execPublished.put(ONE, Exit.exited(5, NOW));

        open();

        assertThat(exits())
                .containsExactly(
                        new TaskEvent.Exited(NS, ID, ONE, FakeShims.PID + 1, Exit.exited(5, NOW)), exits().get(1));
        assertThat(exits().get(1).exit().cause()).isEqualTo(Exit.Cause.SHIM_LOST);
    }

    /** What is known of the first one says nothing about the others. */
    @Test
    void statusOfTheTaskIsNotThatOfItsProcesses() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        runtime.close();
        shims.alive = false;
        shims.published = Optional.of(Exit.exited(42, NOW));

        open();

        assertThat(exits()).extracting(event -> event.exit().status()).containsExactly(null, 42);
        assertThat(exits().get(0).exit().cause()).isEqualTo(Exit.Cause.UNOBSERVED);
    }

    @Test
    void processThatWasTriedToBeStartedIsNotStartedAgainByTheNextRun() {
        TaskProcess before = running().exec(ONE, ExecOptions.of("true"));
        shims.failing("start one", new DeadlineExceededException("slow"));
        assertThatThrownBy(before::start).isInstanceOf(DeadlineExceededException.class);
        shims.execState = TaskState.CREATED;
        reopen();
        shims.before.clear();
        assertThat(runtime.get(NS, ID).info().state()).isEqualTo(TaskState.RUNNING);
        TaskProcess process = runtime.get(NS, ID).process(ONE);
        assertThat(process.info().state()).isEqualTo(TaskState.CREATED);

        assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);

        assertThat(shims.calls).containsOnlyOnce("start one");
    }

    @Test
    void processThatWasNotStartedYetIsStartedByTheNextRun() {
        running().exec(ONE, ExecOptions.of("true"));
        shims.execState = TaskState.CREATED;
        reopen();
        TaskProcess process = runtime.get(NS, ID).process(ONE);

        process.start();

        assertThat(process.info().state()).isEqualTo(TaskState.RUNNING);
    }

    /** A shim may say of all processes of a frozen container that they are paused. */
    @Test
    void processThatWasNotStartedIsNotToldAsStartedByTheNextRunWhenItsTaskIsPaused() throws Exception {
        Task before = running();
        before.exec(ONE, ExecOptions.of("true"));
        before.pause();
        shims.state = TaskState.PAUSED;
        shims.execState = TaskState.PAUSED;
        shims.execPid = 0;

        reopen();

        Task task = runtime.get(NS, ID);
        assertThat(task.process(ONE).info().state()).isEqualTo(TaskState.CREATED);
        shims.exit.complete(Exit.exited(137, NOW));
        await(task);
        assertThat(exited()).containsExactly(ID.value());
        assertThat(events.topics()).doesNotContain("/tasks/exec-started");
    }

    @Test
    void processThatIsDeletedWhileItsTaskIsRefreshedIsNoneOfAnEarlierRun() throws Exception {
        Task task = running();
        Path trace = directory.resolve("root/ns/web/exec.gone");
        Files.createSymbolicLink(trace, directory.resolve("nowhere"));

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);

        assertThat(task.processes()).isEmpty();
    }
}
