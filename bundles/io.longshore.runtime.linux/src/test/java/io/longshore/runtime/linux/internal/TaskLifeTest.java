// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TaskLifeTest {
    private static final TaskKey KEY = new TaskKey(new Namespace("ns"), new ContainerId("id"));
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Exit EXIT = Exit.exited(7, NOW);
    private static final Exit LATER = Exit.exited(9, NOW.plusSeconds(1));

    private final TaskLife life = new TaskLife("task " + KEY, TaskMoment.CREATING);

    private void create() {
        life.pid(42);
        assertThat(life.created()).isNull();
    }

    private void start() {
        life.beginStart();
        assertThat(life.started(42, NOW)).isNull();
    }

    @Test
    void ordinaryLife() {
        create();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.CREATED);
        start();
        assertThat(life.now()).isEqualTo(TaskMoment.of(TaskPhase.RUNNING, 42, NOW, null));

        assertThat(life.exited(EXIT)).isTrue();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.STOPPED);

        life.beginDelete();
        life.deleted();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.DELETED);
    }

    @Test
    void onlyTheFirstExitCounts() {
        create();
        start();

        assertThat(life.exited(EXIT)).isTrue();
        assertThat(life.exited(LATER)).isFalse();
        assertThat(life.now().exit()).isEqualTo(EXIT);
    }

    @Test
    void exitDuringCreationWaitsForTheCreateEvent() {
        life.pid(42);

        assertThat(life.exited(EXIT)).isFalse();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.CREATING);

        assertThat(life.created()).isEqualTo(EXIT);
        assertThat(life.now().phase()).isEqualTo(TaskPhase.STOPPED);
    }

    @Test
    void exitDuringStartWaitsForTheStartEvent() {
        create();
        life.beginStart();

        assertThat(life.exited(EXIT)).isFalse();

        assertThat(life.started(42, NOW)).isEqualTo(EXIT);
        assertThat(life.now().phase()).isEqualTo(TaskPhase.STOPPED);
        assertThat(life.now().startedAt()).isEqualTo(NOW);
    }

    @Test
    void exitDuringAStartThatFailsIsHandedOutByTheFailure() {
        create();
        life.beginStart();

        assertThat(life.exited(EXIT)).isFalse();

        assertThat(life.startFailed()).isEqualTo(EXIT);
        assertThat(life.now().phase()).isEqualTo(TaskPhase.STOPPED);
    }

    @Test
    void failedStartCanBeTriedAgain() {
        create();
        life.beginStart();
        assertThat(life.startFailed()).isNull();

        start();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.RUNNING);
    }

    @Test
    void runningTaskIsNeitherStartedNorDeleted() {
        create();
        start();

        assertThatThrownBy(life::beginStart).isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(life::beginDelete).isInstanceOf(FailedPreconditionException.class);
        assertThat(life.now().phase()).isEqualTo(TaskPhase.RUNNING);
    }

    @Test
    void stoppedTaskNeverRunsAgain() {
        create();
        start();
        assertThat(life.exited(EXIT)).isTrue();

        assertThatThrownBy(life::beginStart).isInstanceOf(FailedPreconditionException.class);
        assertThatThrownBy(life::requireProcess).isInstanceOf(NotFoundException.class);
    }

    @Test
    void createdTaskIsDeletedAndItsExitPublishedOnTheWay() {
        create();
        life.beginDelete();

        assertThat(life.exited(EXIT)).isTrue();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.DELETING);
    }

    @Test
    void failedDeletionGoesBackToWhatItWas() {
        create();
        life.beginDelete();
        life.deleteFailed();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.CREATED);

        life.beginDelete();
        assertThat(life.exited(EXIT)).isTrue();
        life.deleteFailed();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.STOPPED);
        life.beginDelete();
    }

    @Test
    void forcedDeletionOfARunningTaskThatFailsLeavesItRunning() {
        create();
        start();
        life.beginForcedDelete();
        assertThat(life.now().state()).isEqualTo(TaskState.RUNNING);
        assertThat(life.beginCleanup()).isFalse();

        life.deleteFailed();

        assertThat(life.now().phase()).isEqualTo(TaskPhase.RUNNING);
    }

    @Test
    void forcedDeletionOfAPausedTaskThatFailsLeavesItPaused() {
        create();
        start();
        life.beginPause();
        life.endPause(true);

        life.beginForcedDelete();
        assertThat(life.now().state()).isEqualTo(TaskState.PAUSED);
        life.deleteFailed();

        assertThat(life.now().phase()).isEqualTo(TaskPhase.PAUSED);
        life.requirePaused(life.now());
    }

    @Test
    void whatItsShimHasSaidBeforeAPauseIsNotWhatItIsAfterwards() {
        create();
        start();
        TaskMoment asked = life.now();
        life.beginPause();
        assertThat(life.corrected(asked, true)).isFalse();
        assertThat(life.corrected(life.now(), true)).isFalse();
        life.endPause(true);

        assertThat(life.corrected(asked, false)).isFalse();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.PAUSED);
        assertThat(life.corrected(life.now(), true)).isTrue();
        assertThat(life.corrected(life.now(), false)).isTrue();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.RUNNING);
    }

    @Test
    void deletedTaskIsNotFound() {
        create();
        life.beginDelete();
        life.deleted();

        assertThatThrownBy(life::beginStart).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(life::beginDelete).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(life::requireProcess).isInstanceOf(NotFoundException.class);
        life.deleteFailed();
        assertThat(life.now().phase()).isEqualTo(TaskPhase.DELETED);
    }

    @Test
    void lostShimIsCleanedUpOnce() {
        create();
        start();

        assertThat(life.beginCleanup()).isTrue();
        assertThat(life.beginCleanup()).isFalse();
    }

    @Test
    void shimLostDuringStartIsCleanedUpAfterIt() {
        create();
        life.beginStart();

        assertThat(life.beginCleanup()).isFalse();
        assertThat(life.startFailed()).isNull();
        assertThat(life.now().shimLost()).isTrue();

        assertThat(life.beginCleanup()).isTrue();
        assertThat(life.now().shimLost()).isFalse();
    }

    /** Whoever ends the start may find the first cleaning up still under way, and leave it to that. */
    @Test
    void shimLostDuringStartIsToBeCleanedUpAsSoonAsThatIsOver() {
        create();
        life.beginStart();
        assertThat(life.beginCleanup()).isFalse();
        assertThat(life.isToBeCleanedUp()).isFalse();

        assertThat(life.startFailed()).isNull();
        assertThat(life.isToBeCleanedUp()).isTrue();

        assertThat(life.beginCleanup()).isTrue();
        assertThat(life.isToBeCleanedUp()).isFalse();
    }

    @Test
    void shimLostDuringADeletionIsCleanedUpIfThatFails() {
        create();
        life.beginDelete();

        assertThat(life.beginCleanup()).isFalse();
        life.deleteFailed();
        assertThat(life.now().shimLost()).isTrue();

        assertThat(life.beginCleanup()).isTrue();
    }

    @Test
    void exitsFromManySourcesArePublishedOnce() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 2_000; round++) {
                TaskLife raced = new TaskLife("task " + KEY, TaskMoment.CREATING);
                raced.created();
                raced.beginStart();
                CyclicBarrier together = new CyclicBarrier(3);
                Future<Boolean> first = executor.submit(() -> {
                    together.await();
                    return raced.exited(EXIT);
                });
                Future<Boolean> second = executor.submit(() -> {
                    together.await();
                    return raced.exited(LATER);
                });
                Future<Exit> started = executor.submit(() -> {
                    together.await();
                    return raced.started(42, NOW);
                });

                int published = (first.get() ? 1 : 0) + (second.get() ? 1 : 0) + (started.get() != null ? 1 : 0);
                assertThat(published).isEqualTo(1);
                assertThat(raced.now().phase()).isEqualTo(TaskPhase.STOPPED);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void ofManyPausesAtATimeOneBegins() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 2_000; round++) {
                TaskLife raced = new TaskLife("task " + KEY, TaskMoment.of(TaskPhase.RUNNING, 42, NOW, null));
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<Boolean>> pauses = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    pauses.add(executor.submit(() -> {
                        together.await();
                        try {
                            raced.beginPause();
                            return true;
                        } catch (FailedPreconditionException e) {
                            return false;
                        }
                    }));
                }

                assertThat(pauses.get(0).get()).isNotEqualTo(pauses.get(1).get());
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
