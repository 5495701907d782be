// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import org.junit.jupiter.api.Test;

/** Starts of added processes that fail, or whose answer does not come. */
class ProcessStartTest extends RuntimeWithProcesses {
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

    @Test
    void startWithoutAPidIsNotTold() {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        shims.execPid = 0;
        assertThatThrownBy(process::start).isInstanceOf(UnavailableException.class);
        assertThat(events.topics()).endsWith("/tasks/exec-added");

        shims.execPid = FakeShims.PID + 1;
        process.start();

        assertThat(shims.calls).containsOnlyOnce("start one");
        assertThat(events.topics()).endsWith("/tasks/exec-started");
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
}
