// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimersTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final AtomicInteger wakeups = new AtomicInteger();
    private final List<String> ran = new ArrayList<>();
    private final Timers timers = new Timers(wakeups::incrementAndGet);

    @Test
    void onlyAnEarlierTimerWakesTheLoop() {
        var unusedFirst = timers.schedule(2 * HOUR, () -> ran.add("first"));
        var unusedLater = timers.schedule(3 * HOUR, () -> ran.add("later"));
        assertThat(wakeups).hasValue(1);

        var unusedEarlier = timers.schedule(HOUR, () -> ran.add("earlier"));

        assertThat(wakeups).hasValue(2);
        assertThat(timers.untilNext()).isBetween(1L, HOUR);
    }

    @Test
    void runOfCancelledTimersWakesTheLoopOnce() {
        for (int i = 0; i < 1_000; i++) {
            timers.schedule(HOUR, () -> ran.add("never")).cancel();
            assertThat(timers.untilNext()).isPositive();
        }

        assertThat(wakeups).hasValue(1);
        assertThat(timers.close()).isEmpty();
    }

    @Test
    void dueTimersRunInTheirOrderAndOnce() {
        var unusedSecond = timers.schedule(-1, () -> ran.add("second"));
        var unusedFirst = timers.schedule(-HOUR, () -> ran.add("first"));
        var unusedNotYet = timers.schedule(HOUR, () -> ran.add("not yet"));

        timers.takeDue().forEach(Runnable::run);
        timers.takeDue().forEach(Runnable::run);

        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void closeHandsOutWhatIsLeftAndLaterTimersRunAtOnce() {
        var unusedLeft = timers.schedule(HOUR, () -> ran.add("left"));

        timers.close().forEach(Runnable::run);
        var unusedLate = timers.schedule(HOUR, () -> ran.add("late"));

        assertThat(ran).containsExactly("left", "late");
    }
}
