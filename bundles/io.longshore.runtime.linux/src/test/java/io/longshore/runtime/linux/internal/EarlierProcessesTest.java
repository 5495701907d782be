// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Processes that an earlier run has added. */
class EarlierProcessesTest extends RuntimeWithProcesses {
    private Path trace() {
        return directory.resolve("root/ns/web/exec.one");
    }

    @Test
    void processIsNotAddedInPlaceOfOneThatIsNotFoundAgainYet() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        String before = Files.readString(trace());
        shims.failing("state", new UnavailableException("not now"));
        reopen();
        Task task = runtime.get(NS, ID);
        shims.calls.clear();

        assertThatThrownBy(() -> task.exec(ONE, ExecOptions.of("true")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("not now")
                .hasMessageContaining("refresh");

        assertThat(trace()).content().isEqualTo(before);
        assertThat(shims.calls).doesNotContain("exec one");
        shims.before.clear();
        task.refresh();
        assertThat(task.process(ONE).info().state()).isEqualTo(TaskState.RUNNING);
        exitOf(ONE).complete(Exit.exited(4, NOW));
        assertThat(await(task.process(ONE)).status()).isEqualTo(4);
        assertThat(exited()).containsExactly(ONE.value());
    }

    @Test
    void exitOfAStartThatWasGivenUpIsTakenFromWhatItsLostShimHasLeft() throws Exception {
        givenUp(running());
        runtime.close();
        shims.alive = false;
        shims.execPublished.put(ONE, Exit.exited(5, NOW));

        open();

        assertThat(events.topics())
                .containsExactly(
                        "/tasks/create",
                        "/tasks/start",
                        "/tasks/exec-added",
                        "/tasks/exec-started",
                        "/tasks/exit",
                        "/tasks/exit",
                        "/tasks/delete");
        assertThat(exits().get(0)).isEqualTo(new TaskEvent.Exited(NS, ID, ONE, FakeShims.PID + 1, Exit.exited(5, NOW)));
    }

    @Test
    void exitThatWasLeftByAnEarlierProcessOfTheSameIdIsNotThatOfAStartThatWasGivenUp() throws Exception {
        givenUp(running());
        runtime.close();
        shims.alive = false;
        shims.execPublished.put(ONE, Exit.exited(5, NOW.minusMillis(1)));

        open();

        assertThat(exited()).containsExactly(ID.value());
    }

    @Test
    void exitOfAStartThatWasGivenUpIsTakenFromWhatItsShimHasLeftWhenThatIsLost() throws Exception {
        Task task = running();
        TaskProcess process = givenUp(task);
        shims.execPublished.put(ONE, Exit.exited(5, NOW));

        shims.lost.complete(null);

        await(task);
        assertThat(await(process).status()).isEqualTo(5);
        assertThat(exits().get(0)).isEqualTo(new TaskEvent.Exited(NS, ID, ONE, FakeShims.PID + 1, Exit.exited(5, NOW)));
        assertThat(events.topics()).containsOnlyOnce("/tasks/exec-started");
    }

    @Test
    void exitOfAStartThatAnEarlierRunHasGivenUpIsTakenFromWhatItsShimHasLeftWhenThatIsLost() throws Exception {
        givenUp(running());
        shims.execState = TaskState.CREATED;
        reopen();
        Task task = runtime.get(NS, ID);
        TaskProcess process = task.process(ONE);
        assertThat(process.info().state()).isEqualTo(TaskState.CREATED);
        shims.execPublished.put(ONE, Exit.exited(5, NOW));

        shims.lost.complete(null);

        await(task);
        assertThat(await(process).status()).isEqualTo(5);
        assertThat(exits().get(0)).isEqualTo(new TaskEvent.Exited(NS, ID, ONE, FakeShims.PID + 1, Exit.exited(5, NOW)));
    }

    /** The request is with its shim still when the next run asks. */
    @Test
    void startThatAnEarlierRunHasGivenUpAndThatHappensLaterIsFoundByARefresh() throws Exception {
        Task task = startsLate();

        task.refresh();

        assertThat(task.process(ONE).info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(events.topics()).endsWith("/tasks/exec-started");
        exitOf(ONE).complete(Exit.exited(5, NOW));
        assertThat(await(task.process(ONE)).status()).isEqualTo(5);
    }

    /** R18. */
    @Test
    void exitAfterAStartThatAnEarlierRunHasGivenUpIsToldBeforeThatOfTheTask() throws Exception {
        Task task = startsLate();

        shims.exit.complete(Exit.exited(137, NOW));
        exitOf(ONE).complete(Exit.exited(137, NOW));

        await(task);
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

    private Task startsLate() {
        givenUp(running());
        shims.execState = TaskState.CREATED;
        reopen();
        Task task = runtime.get(NS, ID);
        assertThat(task.process(ONE).info().state()).isEqualTo(TaskState.CREATED);
        shims.execState = TaskState.RUNNING;
        return task;
    }

    /** A shim may call it "created", or "running", for a while still. */
    @Test
    void processWhoseEndWasToldHasEndedWhateverItsShimSays() throws Exception {
        TaskProcess before = running().exec(ONE, ExecOptions.of("nothing"));
        shims.failing("start one", new UnknownException("no such program"));
        assertThatThrownBy(before::start).isInstanceOf(UnknownException.class);
        await(before);
        shims.before.clear();
        shims.execState = TaskState.CREATED;

        reopen();

        TaskProcess process = runtime.get(NS, ID).process(ONE);
        assertThat(process.info().state()).isEqualTo(TaskState.STOPPED);
        assertThat(await(process).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThatThrownBy(process::start).isInstanceOf(FailedPreconditionException.class);
        process.delete();
        assertThat(exited()).isEmpty();
    }

    /** Its shim answers the question about a process only when the task is deleted, and its id used again. */
    @Test
    void lookForAProcessWritesNothingIntoTheNextTaskOfTheId() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        runtime.close();
        AtomicInteger questions = new AtomicInteger();
        shims.exit = new CompletableFuture<>();
        shims.before.put("state", () -> {
            if (questions.incrementAndGet() == 2) {
                asking.countDown();
                awaitUninterruptibly(goOn);
                answered.countDown();
                throw new NotFoundException("it was deleted");
            }
        });
        restoreTimeout = Duration.ofMillis(100);
        open();
        awaitUninterruptibly(asking);
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));
        runtime.get(NS, ID).forceDelete();
        shims.exit = new CompletableFuture<>();
        Task next = create();
        long told = events.lastSequence();

        goOn.countDown();

        awaitUninterruptibly(answered);
        runtime.close();
        assertThat(trace()).doesNotExist();
        assertThat(events.lastSequence()).isEqualTo(told);
        assertThat(next.processes()).isEmpty();
    }
}
