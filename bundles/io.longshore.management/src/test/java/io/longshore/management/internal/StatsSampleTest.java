// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.NotFoundException;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class StatsSampleTest {
    private final ScriptedTask task = new ScriptedTask("blue", "web");
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long now;
    private final StatsSample sample = new StatsSample(task.task, waiting::add, () -> now);

    @Test
    void nothingIsDoneWhileNobodyLooks() {
        now += StatsSample.FRESH.toNanos() * 10;

        assertThat(waiting).isEmpty();
        assertThat(task.calls).isEmpty();
    }

    @Test
    void whoLooksGetsTheLastSampleAndAsksForAnotherOnce() {
        assertThat(sample.look()).isNull();
        assertThat(sample.look()).isNull();
        assertThat(waiting).hasSize(1);
        assertThat(task.calls).isEmpty();

        waiting.remove().run();

        assertThat(sample.look()).isEqualTo(ScriptedTask.STATS);
        assertThat(task.calls).containsExactly("stats[]");
    }

    @Test
    void aSampleIsFreshForTwoSeconds() {
        sample.look();
        waiting.remove().run();
        now += StatsSample.FRESH.toNanos();
        sample.look();
        assertThat(waiting).isEmpty();

        now++;
        sample.look();

        assertThat(waiting).hasSize(1);
    }

    @Test
    void aFailureKeepsTheLastSampleAndIsNotRepeatedAtOnce() {
        sample.look();
        waiting.remove().run();
        now += StatsSample.FRESH.toNanos() + 1;
        task.before = operation -> {
            throw new NotFoundException("it has no cgroup");
        };
        sample.look();
        waiting.remove().run();

        assertThat(sample.look()).isEqualTo(ScriptedTask.STATS);
        assertThat(waiting).isEmpty();
    }

    @Test
    void aTaskThatHasEndedIsNotLookedAt() {
        task.exit.complete(Exit.exited(0, FakeTask.ENDED));

        assertThat(sample.look()).isNull();
        assertThat(waiting).isEmpty();
    }

    @Test
    void whenTooMuchIsAskedForTheNextLookAsksAgain() {
        boolean[] full = {true};
        StatsSample crowded = new StatsSample(
                task.task,
                action -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    action.run();
                },
                () -> now);
        assertThat(crowded.look()).isNull();

        full[0] = false;

        assertThat(crowded.look()).isEqualTo(ScriptedTask.STATS);
    }
}
