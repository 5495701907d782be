// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A task's life through the runtime. */
class LinuxRuntimeTest extends RuntimeWithFakeShims {
    @Test
    void lifecycleCallsTheShimAndPublishesInOrder() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(3, NOW));
        assertThat(await(task).status()).isEqualTo(3);
        task.delete();

        assertThat(shims.calls).containsExactly("deliverEvents", "launch", "create", "start", "delete", "end");
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(files()).isEmpty();
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void exitBeforeTheAnswerToStartIsPublishedAfterTheStart() throws Exception {
        Task task = create();
        shims.before.put("start", () -> shims.exit.complete(Exit.exited(0, NOW)));

        task.start();

        assertThat(await(task).status()).isZero();
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void exitWhileTheStartEventIsPublishedComesAfterIt() throws Exception {
        Task task = create();
        events.before(event -> {
            if (event instanceof TaskEvent.Started) {
                shims.exit.complete(Exit.exited(0, NOW));
            }
        });

        task.start();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
    }

    @Test
    void exitThatComesTwiceIsPublishedOnce() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(1, NOW));
        shims.sink.accept(new TaskEvent.Exited(NS, ID, null, FakeShims.PID, Exit.exited(2, NOW)));

        assertThat(await(task).status()).isEqualTo(1);
        assertThat(events.topics()).containsOnlyOnce("/tasks/exit");
    }

    @Test
    void publishedEventOfTheShimIsASourceOfItsOwn() throws Exception {
        Task task = create();
        task.start();

        shims.sink.accept(new TaskEvent.Exited(NS, ID, null, FakeShims.PID, Exit.exited(5, NOW)));

        assertThat(await(task).status()).isEqualTo(5);
    }

    @Test
    void lateEventOfAnEarlierProcessIsNotBelieved() {
        Task task = create();
        task.start();

        shims.sink.accept(new TaskEvent.Exited(NS, ID, null, FakeShims.PID + 1, Exit.exited(5, NOW)));

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void failedStartCanBeTriedAgain() {
        Task task = create();
        shims.failing("start", new DeadlineExceededException("slow"));
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);
        assertThat(task.info().state()).isEqualTo(TaskState.CREATED);

        shims.before.clear();
        task.start();

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void refreshFindsAStartWhoseAnswerCameTooLate() {
        Task task = create();
        shims.failing("start", new DeadlineExceededException("slow"));
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);
        shims.state = TaskState.RUNNING;

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");
    }

    /** As after a deletion that was given up, and that the shim has done. */
    @Test
    void refreshOfWhatHasEndedAndTheShimHasForgottenTellsHowItEnded() throws Exception {
        Task task = create();
        task.start();
        shims.failing("state", new NotFoundException("no such process"));
        assertThatThrownBy(task::refresh).isInstanceOf(NotFoundException.class);

        shims.exit.complete(Exit.exited(9, NOW));
        await(task);

        assertThat(task.refresh().exit()).isEqualTo(Exit.exited(9, NOW));
        task.delete();
        assertThatThrownBy(task::refresh).isInstanceOf(NotFoundException.class);
    }

    @Test
    void exitIsOnDiskBeforeItIsPublished() throws Exception {
        Task task = create();
        task.start();
        List<TaskRecord> seen = new ArrayList<>();
        events.before(event -> {
            if (event instanceof TaskEvent.Exited) {
                seen.add(readRecord());
            }
        });
        shims.exit.complete(Exit.exited(9, NOW));
        await(task);

        assertThat(seen)
                .singleElement()
                .satisfies(record -> assertThat(record.exit()).isEqualTo(Exit.exited(9, NOW)));
    }

    @Test
    void twoRuntimesNeverShareADirectory() {
        assertThatThrownBy(this::open)
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("another runtime");
        create();
    }

    @Test
    void directoriesInEachOtherAreRefused() {
        assertThatThrownBy(() -> LinuxRuntime.open(
                        RuntimeSettings.defaults(directory.resolve("a"), directory.resolve("a/b")),
                        new OneContainer(Container.builder(
                                        ID, OciSpec.builder(NS, ID).args("true").build())
                                .build()),
                        events,
                        List.of(shims),
                        posix,
                        Clock.systemUTC()))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void noLockIsHeldWhileAShimIsCalled() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch killing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("kill", () -> {
            killing.countDown();
            awaitUninterruptibly(goOn);
        });
        CompletableFuture<Void> kill = CompletableFuture.runAsync(() -> task.kill(Signal.TERM, false));
        assertThat(killing.await(10, SECONDS)).isTrue();

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(runtime.list()).containsExactly(task);
        assertThatThrownBy(task::delete).isInstanceOf(FailedPreconditionException.class);

        goOn.countDown();
        kill.get(10, SECONDS);
    }

    @Test
    void taskThatWasToldOfAndCannotBeWatchedIsThereAndCanBeDeleted() throws Exception {
        shims.pid = -1;

        assertThatThrownBy(this::create).isInstanceOf(IllegalArgumentException.class);

        Task task = runtime.get(NS, ID);
        assertThat(task.info().state()).isEqualTo(TaskState.CREATED);
        task.forceDelete();
        assertThat(files()).isEmpty();
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void outOfMemoryWhileATaskIsBeingStartedIsToldAfterItsStart() {
        Task task = create();
        shims.before.put("start", () -> shims.sink.accept(new TaskEvent.OutOfMemory(NS, ID)));

        task.start();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/oom");
    }

    @Test
    void deletionThatIsRefusedDuringAStartDoesNotTellOutOfMemoryBeforeIt() {
        Task task = create();
        shims.before.put("start", () -> {
            shims.sink.accept(new TaskEvent.OutOfMemory(NS, ID));
            assertThatThrownBy(task::delete).isInstanceOf(FailedPreconditionException.class);
        });

        task.start();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/oom");
    }

    @Test
    void outOfMemoryOfAStartThatFailsIsToldToo() {
        Task task = create();
        shims.before.put("start", () -> {
            shims.sink.accept(new TaskEvent.OutOfMemory(NS, ID));
            throw new UnknownException("it does not start");
        });

        assertThatThrownBy(task::start).isInstanceOf(UnknownException.class);

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/oom");
    }

    @Test
    void taskThatWasStartedAndCannotBeWatchedRunsAndCanBeDeleted() throws Exception {
        // as of a container that is restored from a checkpoint
        shims.pid = 0;
        Task task = create();
        shims.pid = -1;

        assertThatThrownBy(task::start).isInstanceOf(IllegalArgumentException.class);

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        shims.failing("kill", new UnavailableException("gone"));
        task.forceDelete();
        assertThat(files()).isEmpty();
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }

    /** Its first process may have moved itself. */
    @Test
    void statisticsAreThoseOfTheCgroupItWasCreatedIn() throws Exception {
        Task task = create();
        task.start();
        Path memory = Files.createDirectories(directory.resolve("memory/web"));
        Files.writeString(memory.resolve("memory.usage_in_bytes"), "4096\n");
        Cgroup cgroup = new Cgroup(Map.of("memory", memory));
        TaskRecordFile record = ((LinuxTask) task).parts().record();
        record.update(known -> known.started(new FirstProcess(FakeShims.PID, 0, cgroup), NOW));

        assertThat(task.stats().memoryUsage()).isEqualTo(4096);
    }

    @Test
    void whatHangsOnAnExitRunsOnThreadsOfItsOwn() throws Exception {
        Task task = create();
        task.start();
        CompletableFuture<String> thread =
                task.exit().thenApply(exit -> Thread.currentThread().getName()).toCompletableFuture();

        shims.exit.complete(Exit.exited(0, NOW));

        assertThat(thread.get(10, SECONDS)).startsWith("longshore-runtime-exit-");
    }

    @Test
    void waitingForAnExitAgainAndAgainLeavesNothingBehind() throws Exception {
        Task task = create();
        task.start();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> task.waitForExit(Duration.ofMillis(1)))
                    .isInstanceOf(DeadlineExceededException.class);
        }
        assertThat(task.exit() == task.exit()).isTrue();

        shims.exit.complete(Exit.exited(5, NOW));

        assertThat(task.waitForExit(Duration.ofSeconds(10)).status()).isEqualTo(5);
    }

    static Stream<Consumer<Task>> operations() {
        return Stream.of(
                Task::refresh,
                Task::start,
                task -> task.kill(Signal.TERM, true),
                Task::pause,
                Task::resume,
                task -> task.exec(new ExecId("one"), ExecOptions.of("true")),
                task -> task.process(new ExecId("one")),
                Task::pids,
                task -> task.resizePty(80, 24),
                Task::closeStdin,
                task -> task.update(LinuxResources.builder().build()),
                task -> task.checkpoint(Path.of("/images/web"), CheckpointOptions.DEFAULT),
                Task::stats,
                Task::delete,
                Task::forceDelete);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void deletedTaskIsNotFoundByAnyOperation(Consumer<Task> operation) {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(0, NOW));
        task.delete();

        assertThatThrownBy(() -> operation.accept(task)).isInstanceOf(NotFoundException.class);
    }
}
