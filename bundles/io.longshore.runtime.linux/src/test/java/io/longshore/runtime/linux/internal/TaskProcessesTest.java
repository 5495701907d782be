// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Processes beside a task's first one. */
class TaskProcessesTest extends RuntimeWithProcesses {
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

    /** R19: the addition is told before the exit, or refused. */
    @Test
    void exitThatComesWhileAnAdditionIsToldWaitsForThat() throws Exception {
        Task task = running();
        events.before(event -> {
            if (event instanceof TaskEvent.ExecAdded) {
                Thread ending = new Thread(() -> shims.exit.complete(Exit.exited(137, NOW)), "longshore-test-ending");
                ending.start();
                Awaitility.await()
                        .until(() -> events.topics().contains("/tasks/exit") || isHeldUp(ending) || isRuntimeHeldUp());
            }
        });

        task.exec(ONE, ExecOptions.of("true"));

        await(task);
        assertThat(events.topics()).endsWith("/tasks/exec-added", "/tasks/exit");
    }

    private static boolean isRuntimeHeldUp() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("longshore-runtime") && isHeldUp(thread));
    }

    private static boolean isHeldUp(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED;
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
    void idThatTheShimNeedsForItselfIsTaken() {
        Task task = running();
        shims.failing("exec one", new AlreadyExistsException("there is one"));
        shims.failing("deleteProcess one", new InvalidArgumentException("that is the first process"));

        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true"))).isInstanceOf(AlreadyExistsException.class);
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

    @Test
    void idOfTheContainerIsThatOfTheFirstProcessWhateverItsShimKnows() {
        Task task = running();

        assertThatThrownBy(() -> task.exec(new ExecId(ID.value()), ExecOptions.of("true")))
                .isInstanceOf(AlreadyExistsException.class);

        assertThat(shims.calls).noneMatch(call -> call.startsWith("exec "));
        assertThat(task.processes()).isEmpty();
    }
}
