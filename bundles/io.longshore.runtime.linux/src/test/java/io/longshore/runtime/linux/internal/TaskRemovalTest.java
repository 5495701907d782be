// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Deletions, and shims that die. */
class TaskRemovalTest extends RuntimeWithFakeShims {
    @Test
    void lostShimMeansTheContainerIsKilledAndForgottenWithTheCause() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch deleted = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Deleted) {
                deleted.countDown();
            }
        });

        shims.lost.complete(null);

        Exit exit = await(task);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(exit.status()).isEqualTo(137);
        assertThat(deleted.await(10, SECONDS)).isTrue();
        runtime.close();
        assertThat(files()).isEmpty();
        assertThat(runtime.list()).isEmpty();
        assertThat(shims.calls).contains("reclaim");
    }

    @Test
    void deletionThatFailsHalfWayIsRepeated() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(0, NOW));
        await(task);
        shims.failing("end", new DeadlineExceededException("hung"));
        assertThatThrownBy(task::delete).isInstanceOf(DeadlineExceededException.class);
        assertThat(runtime.list()).hasSize(1);

        shims.before.clear();
        shims.failing("delete", new NotFoundException("deleted before"));
        task.delete();

        assertThat(files()).isEmpty();
        assertThat(events.topics()).containsOnlyOnce("/tasks/exit").containsOnlyOnce("/tasks/delete");
    }

    @Test
    void forcedDeletionDoesWithoutAShimThatDoesNotAnswer() throws Exception {
        Task task = create();
        task.start();
        shims.failing("kill", new DeadlineExceededException("stopped"));
        shims.before.put("reclaim", () -> shims.failing("delete", new UnavailableException("gone")));

        Exit exit = task.forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(shims.calls).contains("reclaim");
        assertThat(files()).isEmpty();
    }

    @Test
    void taskThatWasNeverStartedIsKilledBeforeItIsDeleted() {
        Task task = create();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));

        assertThat(task.delete().status()).isEqualTo(137);

        assertThat(shims.calls).endsWith("create", "kill", "delete", "end");
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void forcedDeletionOfAnEndedTaskDoesWithoutAShimThatDoesNotAnswer() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(3, NOW));
        await(task);
        shims.failing("delete", new DeadlineExceededException("stopped"));
        assertThatThrownBy(task::delete).isInstanceOf(DeadlineExceededException.class);

        assertThat(task.forceDelete().status()).isEqualTo(3);

        assertThat(shims.calls).contains("reclaim");
        assertThat(files()).isEmpty();
    }

    @Test
    void shimLostDuringADeletionThatFailsIsCleanedUpAfterIt() throws Exception {
        Task task = create();
        task.start();
        shims.before.put("kill", () -> {
            shims.lost.complete(null);
            throw new CancelledException("interrupted");
        });
        CountDownLatch deleted = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Deleted) {
                deleted.countDown();
            }
        });

        assertThatThrownBy(task::forceDelete).isInstanceOf(CancelledException.class);

        assertThat(deleted.await(10, SECONDS)).isTrue();
        assertThat(await(task).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
    }

    @Test
    void whoDeletesATaskThatIsBeingDeletedWaitsForThat() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch clearing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("reclaim", () -> {
            clearing.countDown();
            awaitUninterruptibly(goOn);
        });
        shims.lost.complete(null);
        assertThat(clearing.await(10, SECONDS)).isTrue();

        FutureTask<Exit> deletion = new FutureTask<>(task::forceDelete);
        Thread deleter = new Thread(deletion, "longshore-test-deleter");
        deleter.start();
        Awaitility.await().until(() -> deleter.getState() == Thread.State.TIMED_WAITING);
        goOn.countDown();

        assertThat(deletion.get(10, SECONDS).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(events.topics()).containsOnlyOnce("/tasks/delete");
    }

    /** R24. */
    @Test
    void forcedDeletionEndsAShimThatDoesNotAnswerAStart() throws Exception {
        Task task = create();
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        shims.before.put("start", () -> {
            starting.countDown();
            awaitUninterruptibly(ended);
            throw new UnavailableException("the shim is gone");
        });
        shims.before.put("reclaim", ended::countDown);
        shims.failing("kill", new UnavailableException("gone"));
        shims.failing("delete", new UnavailableException("gone"));
        FutureTask<Void> start = new FutureTask<>(task::start, null);
        Thread starter = beside(start);
        assertThat(starting.await(10, SECONDS)).isTrue();

        Exit exit = task.forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThatThrownBy(() -> start.get(10, SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        starter.join();
        assertThat(runtime.list()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void forcedDeletionWaitsForAStartThatComesToAnEnd() throws Exception {
        Task task = create();
        CountDownLatch starting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("start", () -> {
            starting.countDown();
            awaitUninterruptibly(goOn);
        });
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));
        FutureTask<Void> start = new FutureTask<>(task::start, null);
        Thread starter = beside(start);
        assertThat(starting.await(10, SECONDS)).isTrue();
        FutureTask<Exit> deletion = new FutureTask<>(task::forceDelete);
        Thread deleter = beside(deletion);

        goOn.countDown();

        assertThat(deletion.get(10, SECONDS).cause()).isEqualTo(Exit.Cause.EXITED);
        start.get(10, SECONDS);
        starter.join();
        deleter.join();
        assertThat(shims.calls).doesNotContain("reclaim");
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void forcedDeletionDoesNotFailAsTheUnforcedOneBeforeIt() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(3, NOW));
        await(task);
        CountDownLatch deleting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("delete", () -> {
            deleting.countDown();
            awaitUninterruptibly(goOn);
            throw new DeadlineExceededException("stopped");
        });
        FutureTask<Exit> unforced = new FutureTask<>(task::delete);
        Thread first = beside(unforced);
        assertThat(deleting.await(10, SECONDS)).isTrue();
        FutureTask<Exit> forced = new FutureTask<>(task::forceDelete);
        Thread second = beside(forced);

        goOn.countDown();

        assertThat(forced.get(10, SECONDS).status()).isEqualTo(3);
        assertThatThrownBy(() -> unforced.get(10, SECONDS)).hasCauseInstanceOf(DeadlineExceededException.class);
        first.join();
        second.join();
        assertThat(files()).isEmpty();
    }

    @Test
    void forcedDeletionDoesNotFailAsTheCleanUpBeforeIt() throws Exception {
        for (int round = 0; round < 50; round++) {
            shims.lost = new CompletableFuture<>();
            shims.exit = new CompletableFuture<>();
            Task task = create();
            task.start();
            CountDownLatch clearing = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            shims.before.put("reclaim", () -> {
                if (goOn.getCount() > 0) {
                    clearing.countDown();
                    awaitUninterruptibly(goOn);
                    throw new UnavailableException("busy");
                }
            });
            shims.lost.complete(null);
            assertThat(clearing.await(10, SECONDS)).isTrue();
            FutureTask<Exit> forced = new FutureTask<>(task::forceDelete);
            Thread second = beside(forced);

            goOn.countDown();

            assertThat(forced.get(10, SECONDS).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
            second.join();
            assertThat(files()).isEmpty();
        }
    }

    /** A start that is ended, a pause, the process, the container, the exits and the shim, each at its deadline. */
    @Test
    void whoWaitsForADeletionWaitsForAllItsCalls() {
        Duration none = Duration.ZERO;

        assertThat(RemovalTime.longest(new Deadlines(Duration.ofSeconds(1), none, none, none, none)))
                .isEqualTo(Duration.ofSeconds(2 + 2 + 3 + 3 + 1 + 1));
        assertThat(RemovalTime.longest(new Deadlines(none, none, Duration.ofSeconds(1), none, none)))
                .isEqualTo(Duration.ofSeconds(2 + 2));
    }
}
