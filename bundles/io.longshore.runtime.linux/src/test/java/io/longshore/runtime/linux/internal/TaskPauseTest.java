// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pauses and resumptions, what is refused meanwhile, and what is told of them. */
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

    private void endsBeforeTheAnswerTo(String call, Task task) {
        shims.before.put(call, () -> {
            shims.exit.complete(Exit.exited(137, NOW));
            task.waitForExit(Duration.ofSeconds(10));
        });
    }

    @Test
    void pauseIsRefusedIfTheExitWasToldBeforeItsAnswer() {
        Task task = running();
        endsBeforeTheAnswerTo("pause", task);

        assertThatThrownBy(task::pause)
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("has ended");

        assertThat(events.topics()).endsWith("/tasks/exit").doesNotContain("/tasks/paused");
    }

    /** As that of a process that was killed while it was frozen: it ends as soon as it goes on, and the shim answers later. */
    @Test
    void exitThatComesBeforeTheAnswerToAResumptionIsToldAfterIt() {
        Task task = running();
        task.pause();
        endsBeforeTheAnswerTo("resume", task);

        task.resume();

        assertThat(events.topics()).endsWith("/tasks/resumed", "/tasks/exit").containsOnlyOnce("/tasks/resumed");
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
    }

    @Test
    void resumptionThatWasToldIsNotRefusedWhateverTheShimAnswers() {
        Task task = running();
        task.pause();
        shims.before.put("resume", () -> {
            shims.exit.complete(Exit.exited(137, NOW));
            task.waitForExit(Duration.ofSeconds(10));
            throw new UnknownException("container not running");
        });

        task.resume();

        assertThat(events.topics()).endsWith("/tasks/resumed", "/tasks/exit");
    }

    @Test
    void exitAfterAResumptionThatHasFailedIsToldAlone() throws Exception {
        Task task = running();
        task.pause();
        shims.failing("resume", new UnavailableException("no"));
        assertThatThrownBy(task::resume).isInstanceOf(UnavailableException.class);

        shims.exit.complete(Exit.exited(137, NOW));
        await(task);

        assertThat(events.topics()).endsWith("/tasks/paused", "/tasks/exit");
    }

    private static void perform(String call, Task task) {
        if (call.equals("resume")) {
            task.resume();
        } else {
            task.pause();
        }
    }

    private static TaskState after(String call) {
        return call.equals("resume") ? TaskState.RUNNING : TaskState.PAUSED;
    }

    /** A task whose shim does not answer that call, and has done it nevertheless. */
    private Task unanswered(String call) {
        Task task = running();
        if (call.equals("resume")) {
            task.pause();
        }
        shims.failing(call, new DeadlineExceededException("slow"));
        assertThatThrownBy(() -> perform(call, task)).isInstanceOf(DeadlineExceededException.class);
        shims.before.clear();
        shims.state = after(call);
        return task;
    }

    private void isToldOnce(String call) {
        String topic = "/tasks/" + call + "d";
        assertThat(events.topics()).endsWith(topic).containsOnlyOnce(topic);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void whatWasGivenUpIsToldOnceWhenARefreshSeesIt(String call) {
        Task task = unanswered(call);

        task.refresh();
        task.refresh();

        assertThat(task.info().state()).isEqualTo(after(call));
        isToldOnce(call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void whatAnEarlierRunHasGivenUpIsToldOnceByTheNext(String call) {
        unanswered(call);

        reopen();
        reopen();

        assertThat(runtime.get(NS, ID).info().state()).isEqualTo(after(call));
        isToldOnce(call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void whatWasGivenUpAndHasHappenedIsNotRefusedWhenItIsRepeated(String call) {
        Task task = unanswered(call);
        shims.failing(call, new UnknownException("cannot " + call + " what is that already"));

        perform(call, task);

        assertThat(task.info().state()).isEqualTo(after(call));
        isToldOnce(call);
    }

    @Test
    void pauseOfAnEarlierRunIsNotToldAgain() {
        running().pause();
        shims.state = TaskState.PAUSED;

        reopen();

        assertThat(runtime.get(NS, ID).info().state()).isEqualTo(TaskState.PAUSED);
        isToldOnce("pause");
        runtime.get(NS, ID).resume();
        assertThat(events.topics()).endsWith("/tasks/resumed");
    }

    @Test
    void pauseOfAnEarlierRunThatCouldNotNoteItIsNotToldAgain() throws Exception {
        running().pause();
        shims.state = TaskState.PAUSED;
        runtime.close();
        Path file = directory.resolve("root/ns/web/task.properties");
        WrittenRecord.write(file, readRecord().paused(false));

        reopen();

        assertThat(runtime.get(NS, ID).info().state()).isEqualTo(TaskState.PAUSED);
        isToldOnce("pause");
    }

    @Test
    void pauseIsNotToldAgainWhenTheJournalHasForgottenIt() {
        running().pause();
        shims.state = TaskState.PAUSED;
        events.rotate();

        reopen();

        assertThat(runtime.get(NS, ID).info().state()).isEqualTo(TaskState.PAUSED);
        isToldOnce("pause");
    }

    @Test
    void pauseThatCannotBeToldIsToldByTheNextRefresh() {
        Task task = running();
        shims.state = TaskState.PAUSED;
        events.before(event -> {
            throw new UnavailableException("the disk is full");
        });
        assertThatThrownBy(task::pause).isInstanceOf(UnavailableException.class);
        events.before(event -> {});

        task.refresh();

        isToldOnce("pause");
    }

    @Test
    void refusedResumptionOfAPauseThatCouldNotBeToldIsSaid() {
        Task task = running();
        events.before(event -> {
            throw new UnavailableException("the disk is full");
        });
        assertThatThrownBy(task::pause).isInstanceOf(UnavailableException.class);
        events.before(event -> {});
        shims.state = TaskState.PAUSED;
        shims.failing("resume", new FailedPreconditionException("runc is not there"));

        assertThatThrownBy(task::resume).hasMessageContaining("runc is not there");

        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
    }

    /** It was on its way meanwhile. */
    @Test
    void answerFromBeforeAPauseChangesNothing() {
        Task task = running();
        shims.before.put("state", () -> {
            shims.before.clear();
            task.pause();
        });

        task.refresh();

        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
        assertThat(events.topics()).endsWith("/tasks/paused");
    }

    @Test
    void onlyOneOfTwoResumptionsAtATimeBegins() {
        Task task = running();
        task.pause();
        shims.before.put(
                "resume",
                () -> assertThatThrownBy(task::resume)
                        .isInstanceOf(FailedPreconditionException.class)
                        .hasMessageContaining("is being resumed"));

        task.resume();

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        isToldOnce("resume");
    }

    /** Else it could neither be paused nor resumed any more. */
    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume"})
    void deletionThatFailsWhileItIsUnderWayLeavesNothingUnderWay(String call) {
        TaskLife life = new TaskLife("task ns/web", TaskMoment.of(TaskPhase.RUNNING, 7, NOW, null));
        life.beginPause();
        if (call.equals("resume")) {
            life.endPause(true);
            life.beginResume();
        }
        life.beginForcedDelete();
        life.endPause(true);
        life.endResume(true);

        life.deleteFailed();

        assertThat(life.now().state()).isEqualTo(call.equals("resume") ? TaskState.PAUSED : TaskState.RUNNING);
        assertThat(life.corrected(life.now(), call.equals("pause"))).isTrue();
    }
}
