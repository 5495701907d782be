// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A shim publishes the exit of a process while the answer that it was started is on its way. */
class ExitDuringStartTest extends RuntimeWithProcesses {
    private static final long EXEC_PID = FakeShims.PID + 1;

    private final List<CompletableFuture<Void>> taken = new ArrayList<>();

    private static TaskEvent.Exited exit(ExecId id, long pid) {
        return new TaskEvent.Exited(NS, ID, id, pid, Exit.exited(3, NOW));
    }

    /** While it is started, its shim publishes this. */
    private void publishing(TaskEvent.Exited event) {
        shims.before.put(
                "start one", () -> taken.add(shims.sink.acceptSoon(event).toCompletableFuture()));
    }

    @Test
    void isHeldUntilTheStartIsKnownAndTaken() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        CompletableFuture<Boolean> early = new CompletableFuture<>();
        shims.before.put("start one", () -> {
            taken.add(shims.sink.acceptSoon(exit(ONE, EXEC_PID)).toCompletableFuture());
            early.complete(taken.get(0).isDone());
        });

        process.start();

        assertThat(early).isCompletedWithValue(false);
        assertThat(taken.get(0)).isCompleted();
        assertThat(await(process).status()).isEqualTo(3);
        assertThat(exits()).containsExactly(exit(ONE, EXEC_PID));
        assertThat(events.topics()).containsSubsequence("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void ofAnEarlierProcessOfThatIdIsTakenAndNotTold() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        publishing(exit(ONE, EXEC_PID + 7));

        process.start();

        assertThat(taken.get(0)).isCompleted();
        assertThat(exits()).isEmpty();
        assertThat(process.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void isOfferedAgainAfterAStartThatWasGivenUp() {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        shims.before.put("start one", () -> {
            taken.add(shims.sink.acceptSoon(exit(ONE, EXEC_PID)).toCompletableFuture());
            throw new DeadlineExceededException("slow");
        });
        assertThatThrownBy(process::start).isInstanceOf(DeadlineExceededException.class);

        assertThatThrownBy(() -> taken.get(0).get(10, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnavailableException.class);

        shims.before.clear();
        process.start();
        shims.sink.accept(exit(ONE, EXEC_PID));
        assertThat(exits()).containsExactly(exit(ONE, EXEC_PID));
    }

    @Test
    void isTakenAndNotToldOfAStartThatFailed() {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        shims.before.put("start one", () -> {
            taken.add(shims.sink.acceptSoon(exit(ONE, EXEC_PID)).toCompletableFuture());
            throw new UnknownException("no such file");
        });

        assertThatThrownBy(process::start).isInstanceOf(UnknownException.class);

        assertThat(taken.get(0)).isCompleted();
        assertThat(exits()).isEmpty();
    }

    @Test
    void isRefusedMeanwhileToWhoCannotWait() {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        List<Throwable> refused = new ArrayList<>();
        shims.before.put("start one", () -> {
            try {
                shims.sink.accept(exit(ONE, EXEC_PID));
            } catch (UnavailableException e) {
                refused.add(e);
            }
        });

        process.start();

        assertThat(refused).hasSize(1);
    }

    /** As soon as the first one has failed, and before it is over. */
    @Test
    void waitsForTheSecondOfTwoStarts() {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        ProcessSources sources =
                ((LinuxTask) task).parts().processes().table().get(ONE).sources();
        List<ProcessSources.Start> second = new ArrayList<>();
        shims.before.put("turn", () -> {
            CompletionStage<?> failed = sources.atRest();
            failed.whenComplete((exit, none) -> second.add(sources.starting()));
            throw new DeadlineExceededException("it was not its turn");
        });

        assertThatThrownBy(process::start).isInstanceOf(DeadlineExceededException.class);

        assertThat(second).hasSize(1);
        assertThat(sources.startOver()).isNotDone();
        sources.startIsOver(second.get(0));
        assertThat(sources.startOver()).isDone();
    }

    @Test
    void whatAnotherSourceTellsAtThisMomentIsTakenWhenThatIsDone() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        process.start();
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Exited) {
                telling.countDown();
                awaitUninterruptibly(go);
            }
        });
        CompletableFuture<Boolean> answer =
                CompletableFuture.supplyAsync(() -> exitOf(ONE).complete(Exit.exited(3, NOW)));
        awaitUninterruptibly(telling);

        CompletableFuture<Void> published =
                shims.sink.acceptSoon(exit(ONE, EXEC_PID)).toCompletableFuture();

        assertThat(published).isNotDone();
        go.countDown();
        published.get(10, SECONDS);
        assertThat(answer.get(10, SECONDS)).isTrue();
        assertThat(exits()).containsExactly(exit(ONE, EXEC_PID));
    }

    @Test
    void isTakenInEveryOrderOfTheTwoAndToldOnceAfterTheStart() throws Exception {
        Task task = running();
        List<TaskEvent.Exited> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ExecId id = new ExecId("p" + i);
            TaskProcess process = task.exec(id, ExecOptions.of("true"));
            CompletableFuture<Void> publisher = new CompletableFuture<>();
            shims.before.put(
                    "start " + id,
                    () -> publisher.completeAsync(() -> {
                        shims.sink
                                .acceptSoon(exit(id, EXEC_PID))
                                .toCompletableFuture()
                                .join();
                        return null;
                    }));

            process.start();

            publisher.get(10, SECONDS);
            assertThat(await(process).status()).isEqualTo(3);
            expected.add(exit(id, EXEC_PID));
            process.delete();
        }
        assertThat(exits()).containsExactlyElementsOf(expected);
        assertThat(events.topics().stream()
                        .filter(topic -> topic.startsWith("/tasks/exec-started") || topic.equals("/tasks/exit"))
                        .toList())
                .isEqualTo(alternating("/tasks/exec-started", "/tasks/exit", 200));
    }

    private static List<String> alternating(String one, String other, int times) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.add(one);
            all.add(other);
        }
        return all;
    }
}
