// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.benchmarks.measure.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LivesTest {
    private final Stop stop = new Stop();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private List<Callable<Integer>> work(int count, Callable<Integer> each) {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            work.add(() -> {
                begun.incrementAndGet();
                Integer result = each.call();
                done.incrementAndGet();
                return result;
            });
        }
        return work;
    }

    @Test
    void resultsHaveTheOrderOfTheWork() throws Exception {
        AtomicInteger next = new AtomicInteger();

        assertThat(Lives.atATime(stop, 1, work(3, next::getAndIncrement))).containsExactly(0, 1, 2);
    }

    @Test
    void whenItIsToStopWhatWasBegunIsDoneAndNothingElseIsBegun() {
        assertThatThrownBy(() -> Lives.atATime(stop, 2, work(50, () -> {
                    stop.want();
                    return Thread.currentThread().isInterrupted() ? 1 : 0;
                })))
                .isInstanceOf(CancellationException.class);

        assertThat(begun.get()).isBetween(1, 2);
        assertThat(done).hasValue(begun.get());
    }

    @Test
    void nobodyIsInterrupted() throws Exception {
        List<Boolean> interrupted = new ArrayList<>();

        assertThatThrownBy(() -> Lives.atATime(stop, 1, work(2, () -> {
                    stop.want();
                    interrupted.add(Thread.currentThread().isInterrupted());
                    return 0;
                })))
                .isInstanceOf(CancellationException.class);

        assertThat(interrupted).containsExactly(false);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aFailureIsTheOneThatIsTold() {
        IllegalArgumentException failure = new IllegalArgumentException("no");

        assertThatThrownBy(() -> Lives.atATime(stop, 1, work(5, () -> {
                    throw failure;
                })))
                .hasCause(failure);
        assertThat(begun).hasValue(1);
    }
}
