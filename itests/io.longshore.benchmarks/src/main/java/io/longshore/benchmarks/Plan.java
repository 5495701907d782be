// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How long a run is going to take: what its scenarios are known to take, and how this machine has done so far. For one thread. */
final class Plan {
    /** What of a scenario does not depend on the number of rounds, about. */
    private static final double FIXED = 0.4;

    private final Deque<Scenario> left;
    private final int count;
    private final double factor;
    private double expected;
    private double taken;

    /** @param rounds that a scenario of ordinary length has */
    Plan(Collection<Scenario> scenarios, int rounds) {
        this.left = new ArrayDeque<>(scenarios);
        this.count = left.size();
        this.factor = FIXED + (1 - FIXED) * rounds / Arguments.ROUNDS;
    }

    /** One line about the next scenario, which is now the first. */
    String heading() {
        Scenario next = left.element();
        return "%s (%d of %d, about %s; all in about %s): %s"
                .formatted(
                        next.name(),
                        count - left.size() + 1,
                        count,
                        text(seconds(next)),
                        text(left.stream().mapToDouble(this::seconds).sum()),
                        next.about());
    }

    /** The first has taken so long. */
    void done(long nanos) {
        expected += left.remove().seconds() * factor;
        taken += nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private double seconds(Scenario scenario) {
        // a machine that was three times as slow is going to be
        return scenario.seconds() * factor * (expected == 0 ? 1 : taken / expected);
    }

    private static String text(double seconds) {
        long whole = Math.round(seconds);
        return "%d:%02d".formatted(whole / 60, whole % 60);
    }
}
