// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How long a run is going to take: what its scenarios are known to take, and how this machine has done so far. For one thread. */
final class Plan {
    /** With so many, scenarios take as long as they are known to. */
    static final int ROUNDS = 60;

    /** With less, medians say nothing. */
    private static final int LEAST_ROUNDS = 12;

    /** All scenarios; with the build before, it is less than a quarter of an hour. */
    private static final double SECONDS = TimeUnit.MINUTES.toSeconds(9);

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
        this.factor = FIXED + (1 - FIXED) * rounds / ROUNDS;
    }

    /**
     * As many rounds as fit into the time that people have.
     *
     * @param slowness how many times as long this machine takes as the one on which it is known how long scenarios take
     */
    static int rounds(Collection<Scenario> scenarios, double slowness) {
        double all = slowness * scenarios.stream().mapToInt(Scenario::seconds).sum();
        double rounds = ROUNDS * (SECONDS / all - FIXED) / (1 - FIXED);
        return (int) Math.max(LEAST_ROUNDS, Math.min(ROUNDS, rounds));
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
