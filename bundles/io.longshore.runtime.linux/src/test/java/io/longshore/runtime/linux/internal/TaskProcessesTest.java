// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Processes beside a task's first one, and their pauses. */
class TaskProcessesTest extends RuntimeWithFakeShims {
    private static final ExecId ONE = new ExecId("one");

    private Task running() {
        Task task = create();
        task.start();
        return task;
    }

    private CompletableFuture<Exit> exitOf(ExecId id) {
        return shims.execExits.computeIfAbsent(id, key -> new CompletableFuture<>());
    }

    private static Exit await(TaskProcess process) throws Exception {
        return process.exit().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void processIsAddedStartedEndedAndDeletedInOrder() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        assertThat(process.info().state()).isEqualTo(TaskState.CREATED);
        process.start();
        assertThat(process.info().pid()).isEqualTo(FakeShims.PID + 1);
        assertThatThrownBy(process::delete).isInstanceOf(FailedPreconditionException.class);

        exitOf(ONE).complete(Exit.exited(3, NOW));

        assertThat(await(process).status()).isEqualTo(3);
        assertThat(process.delete().status()).isEqualTo(3);
        assertThat(events.topics())
                .containsExactly(
                        "/tasks/create", "/tasks/start", "/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
        assertThat(task.processes()).isEmpty();
        assertThatThrownBy(() -> task.process(ONE)).isInstanceOf(NotFoundException.class);
        assertThat(directory.resolve("root/ns/web/exec.one")).doesNotExist();
    }

    @Test
    void exitBeforeTheAnswerToStartIsPublishedAfterTheStart() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        shims.before.put("start one", () -> exitOf(ONE).complete(Exit.exited(0, NOW)));

        process.start();

        await(process);
        assertThat(events.topics()).endsWith("/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void refusedProcessLeavesNothingAndItsIdFree() {
        Task task = running();
        shims.failing("exec one", new UnknownException("no"));
        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true"))).isInstanceOf(UnknownException.class);
        assertThat(directory.resolve("root/ns/web/exec.one")).doesNotExist();
        assertThat(task.processes()).isEmpty();

        shims.before.clear();

        task.exec(ONE, ExecOptions.of("true"));
        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true"))).isInstanceOf(AlreadyExistsException.class);
    }

    /** R19: the shim has added it after all, when it went on. */
    @Test
    void processWhoseAdditionWasGivenUpIsReplacedByTheNextOfItsId() throws Exception {
        Task task = running();
        shims.failing("exec one", new DeadlineExceededException("stopped"));
        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true"))).isInstanceOf(DeadlineExceededException.class);
        assertThat(task.processes()).isEmpty();
        shims.failing("exec one", new AlreadyExistsException("there is one"));
        shims.before.put("deleteProcess one", () -> shims.before.remove("exec one"));
        shims.calls.clear();

        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));

        assertThat(shims.calls).containsExactly("exec one", "deleteProcess one", "exec one");
        process.start();
        exitOf(ONE).complete(Exit.exited(3, NOW));
        assertThat(await(process).status()).isEqualTo(3);
        assertThat(events.topics()).endsWith("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void processThatCannotBeReplacedLeavesItsIdFree() {
        Task task = running();
        shims.failing("exec one", new AlreadyExistsException("there is one"));
        shims.failing("deleteProcess one", new UnavailableException("not now"));
        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true"))).isInstanceOf(UnavailableException.class);
        assertThat(directory.resolve("root/ns/web/exec.one")).doesNotExist();

        shims.before.clear();

        task.exec(ONE, ExecOptions.of("true"));
    }

    @Test
    void exitOfTheTaskIsToldAfterThoseOfItsProcesses() throws Exception {
        Task task = running();
        task.exec(ONE, ExecOptions.of("sleep")).start();

        shims.exit.complete(Exit.exited(137, NOW));
        assertThat(events.topics()).doesNotContain("/tasks/exit");
        exitOf(ONE).complete(Exit.exited(137, NOW));

        task.exit().toCompletableFuture().get(10, SECONDS);
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

    @Test
    void processWhoseExitNobodyTellsHoldsUpTheTasksForAWhileOnly() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("sleep"));
        process.start();

        shims.exit.complete(Exit.exited(137, NOW));

        task.exit().toCompletableFuture().get(10, SECONDS);
        assertThat(await(process).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(await(process).status()).isNull();
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

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
    void deletionOfAProcessWaitsForItsExitEvent() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        process.start();
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Exited) {
                publishing.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        FutureTask<Boolean> exit = new FutureTask<>(() -> exitOf(ONE).complete(Exit.exited(3, NOW)));
        Thread exitThread = beside(exit);
        assertThat(publishing.await(10, SECONDS)).isTrue();
        FutureTask<Exit> deletion = new FutureTask<>(process::delete);
        Thread deleter = beside(deletion);
        assertThat(shims.calls).doesNotContain("deleteProcess one");

        goOn.countDown();

        assertThat(deletion.get(10, SECONDS).status()).isEqualTo(3);
        deleter.join();
        exitThread.join();
        shims.execExits.clear();
        task.exec(ONE, ExecOptions.of("true"));
        assertThat(directory.resolve("root/ns/web/exec.one")).content().startsWith("told ADDED ");
        assertThat(exited()).containsExactly(ONE.value());
    }

    @Test
    void deletionOfAProcessTellsTheExitThatCouldNotBeTold() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        process.start();
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        exitOf(ONE).complete(Exit.exited(3, NOW));
        assertThatThrownBy(process::delete).isInstanceOf(UnavailableException.class);

        events.before(event -> {});

        assertThat(process.delete().status()).isEqualTo(3);
        assertThat(exited()).containsExactly(ONE.value());
    }

    @Test
    void exitOfADeletedProcessIsNotTold() {
        Task task = running();
        task.exec(ONE, ExecOptions.of("true")).delete();

        exitOf(ONE).complete(Exit.exited(0, NOW));

        assertThat(exited()).isEmpty();
        assertThat(directory.resolve("root/ns/web/exec.one")).doesNotExist();
    }

    @Test
    void processWhoseExitNobodyTellsKeepsNobodyFromDeletingTheTask() {
        Task task = running();
        task.exec(ONE, ExecOptions.of("sleep")).start();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));

        Exit exit = task.forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(shims.calls).doesNotContain("reclaim");
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

    @Test
    void processesOfALostShimEndWithItAndAreToldFirst() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("sleep"));
        process.start();

        shims.lost.complete(null);

        await(task);
        assertThat(await(process).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
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
    void processThatCouldNotBeStartedHasNoExitToBeTold() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("nothing"));
        shims.failing("start one", new UnknownException("no such program"));
        assertThatThrownBy(process::start).isInstanceOf(UnknownException.class);

        exitOf(ONE).complete(new Exit(null, NOW, Exit.Cause.UNOBSERVED, "it could not be started"));

        assertThat(await(process).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        process.delete();
        assertThat(exited()).isEmpty();
    }

    @Test
    void processThatWasBeingStartedWhenItsShimWasLostHasNoExitToBeTold() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        shims.before.put("start one", () -> {
            shims.lost.complete(null);
            throw new UnavailableException("the connection is closed");
        });
        assertThatThrownBy(process::start).isInstanceOf(UnavailableException.class);

        await(task);

        assertThat(await(process).status()).isNull();
        assertThat(exited()).containsExactly(ID.value());
    }

    private TaskProcess givenUp(Task task) {
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        shims.failing("start one", new DeadlineExceededException("slow"));
        assertThatThrownBy(process::start).isInstanceOf(DeadlineExceededException.class);
        shims.before.clear();
        return process;
    }

    @Test
    void startThatWasGivenUpIsToldWithItsExit() throws Exception {
        TaskProcess process = givenUp(running());

        exitOf(ONE).complete(Exit.exited(3, NOW));

        assertThat(await(process).status()).isEqualTo(3);
        assertThat(events.topics()).endsWith("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
        assertThat(exits().get(0).pid()).isEqualTo(FakeShims.PID + 1);
    }

    @Test
    void exitAfterAStartThatWasGivenUpIsToldBeforeThatOfTheTask() throws Exception {
        Task task = running();
        givenUp(task);

        shims.exit.complete(Exit.exited(137, NOW));
        exitOf(ONE).complete(Exit.exited(137, NOW));

        await(task);
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

    @Test
    void refreshFindsAStartThatWasGivenUp() throws Exception {
        Task task = running();
        TaskProcess process = givenUp(task);

        task.refresh();
        task.refresh();

        assertThat(process.info().state()).isEqualTo(TaskState.RUNNING);
        exitOf(ONE).complete(Exit.exited(3, NOW));
        assertThat(await(process).status()).isEqualTo(3);
        assertThat(events.topics()).containsOnlyOnce("/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void startThatWasGivenUpAndHasHappenedIsNotRepeated() throws Exception {
        TaskProcess process = givenUp(running());

        process.start();

        assertThat(shims.calls).containsOnlyOnce("start one");
        assertThat(process.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(events.topics()).containsOnlyOnce("/tasks/exec-started");
    }

    @Test
    void exitEventIsNotTakenWhileAStartIsUndecided() {
        TaskProcess process = givenUp(running());
        TaskEvent.Exited event = new TaskEvent.Exited(NS, ID, ONE, FakeShims.PID + 1, Exit.exited(3, NOW));
        assertThatThrownBy(() -> shims.sink.accept(event)).isInstanceOf(UnavailableException.class);

        process.start();
        shims.sink.accept(event);

        assertThat(exits()).containsExactly(event);
    }

    private List<TaskEvent.Exited> exits() {
        return events.list(0, 1000).stream()
                .map(EventRecord::event)
                .filter(TaskEvent.Exited.class::isInstance)
                .map(TaskEvent.Exited.class::cast)
                .toList();
    }

    @Test
    void taskThatEndsStartsNoProcessAnyMore() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        shims.exit.complete(Exit.exited(0, NOW));

        assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);

        assertThat(shims.calls).doesNotContain("start one");
        assertThatThrownBy(() -> task.exec(new ExecId("two"), ExecOptions.of("true")))
                .isInstanceOf(FailedPreconditionException.class);
        process.delete();
    }

    /** R19. */
    @RepeatedTest(100)
    void startWhileTheTaskEndsIsRefusedOrComplete() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> {
            meet(together);
            shims.exit.complete(Exit.exited(0, NOW));
        });
        boolean started = true;
        meet(together);

        try {
            process.start();
            exitOf(ONE).complete(Exit.exited(0, NOW));
        } catch (FailedPreconditionException e) {
            started = false;
        }

        ended.get(10, SECONDS);
        await(task);
        assertThat(exited()).isEqualTo(started ? List.of(ONE.value(), ID.value()) : List.of(ID.value()));
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** R22. */
    @Test
    void deletionOfAProcessWhoseTraceCannotBeRemovedCanBeRepeated() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        Path trace = directory.resolve("root/ns/web/exec.one");
        Files.delete(trace);
        Files.createDirectories(trace.resolve("full"));
        assertThatThrownBy(process::delete).isInstanceOf(UnavailableException.class);

        Files.delete(trace.resolve("full"));
        process.delete();

        task.exec(ONE, ExecOptions.of("true"));
    }

    @Test
    void processThatCouldNotBeStartedHasEndedWhenItsStartFails() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("/no/such"));
        shims.failing("start one", new UnknownException("no such file"));
        assertThatThrownBy(process::start).isInstanceOf(UnknownException.class);
        shims.before.clear();
        assertThat(process.info().state()).isEqualTo(TaskState.STOPPED);

        assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);

        assertThat(shims.calls).containsOnlyOnce("start one");
        assertThat(await(process).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThat(process.delete().status()).isNull();
        assertThat(directory.resolve("root/ns/web/tried.one")).doesNotExist();
    }

    @Test
    void processWhoseStartWasNotAnsweredIsNotStartedAgain() {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        shims.failing("start one", new DeadlineExceededException("slow"));
        assertThatThrownBy(process::start).isInstanceOf(DeadlineExceededException.class);
        shims.before.clear();
        shims.execState = TaskState.CREATED;

        assertThatThrownBy(process::start)
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("add it again");

        assertThat(shims.calls).containsOnlyOnce("start one");
        process.delete();
    }

    /** R19: nor does the task's exit wait for it. */
    @Test
    void startThatWasNotSentCanBeRepeated() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        shims.failing("turn", new DeadlineExceededException("it was not its turn"));
        assertThatThrownBy(process::start).isInstanceOf(DeadlineExceededException.class);
        shims.before.clear();
        shims.full = true;
        assertThatThrownBy(process::start).isInstanceOf(UnavailableException.class);
        assertThat(directory.resolve("root/ns/web/tried.one")).doesNotExist();
        assertThat(process.info().state()).isEqualTo(TaskState.CREATED);

        shims.full = false;
        process.start();

        assertThat(shims.calls).containsOnlyOnce("start one");
        assertThat(process.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void startThatWasRefusedBeforeItWasSentEndsNothing() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        shims.failing("turn", new NotFoundException("not yet"));
        assertThatThrownBy(process::start).isInstanceOf(NotFoundException.class);
        assertThat(process.info().state()).isEqualTo(TaskState.CREATED);

        shims.exit.complete(Exit.exited(0, NOW));

        await(task);
        assertThat(exited()).containsExactly(ID.value());
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

    @Test
    void processThatIsDeletedWhileItsTaskIsRefreshedIsNoneOfAnEarlierRun() throws Exception {
        Task task = running();
        Path trace = directory.resolve("root/ns/web/exec.gone");
        Files.createSymbolicLink(trace, directory.resolve("nowhere"));

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);

        assertThat(task.processes()).isEmpty();
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

    @Test
    void exitOfAProcessThatIsDeletedWithoutHavingBeenStartedIsNotWaitedFor() {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        CompletableFuture<Exit> exit = process.exit().toCompletableFuture();

        process.delete();

        assertThat(exit)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> process.waitForExit(Duration.ofSeconds(10))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void exitOfAProcessIsThereAfterItsDeletion() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        process.start();
        exitOf(ONE).complete(Exit.exited(3, NOW));

        process.delete();

        assertThat(await(process).status()).isEqualTo(3);
    }

    @Test
    void processesAreGoneWithTheirTask() {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        CompletableFuture<Exit> exit = process.exit().toCompletableFuture();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));

        task.forceDelete();

        assertThat(exit)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NotFoundException.class);
        assertThat(task.processes()).isEmpty();
        assertThatThrownBy(() -> task.process(ONE)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(process::start).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> process.kill(Signal.TERM)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> process.resizePty(80, 24)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(process::closeStdin).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(process::delete).isInstanceOf(NotFoundException.class);
    }
}
