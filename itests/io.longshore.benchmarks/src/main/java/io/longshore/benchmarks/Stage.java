// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.benchmarks.karaf.Archives;
import io.longshore.benchmarks.measure.Progress;
import io.longshore.benchmarks.measure.Race;

/**
 * What scenarios are given.
 *
 * @param rounds that a scenario of ordinary length has
 * @param archives what the build has put there
 */
public record Stage(Progress progress, int rounds, Archives archives) {
    /** Half as many rounds again are there to warm up. */
    public Race race(String scenario) {
        return race(scenario, 1);
    }

    /** @param factor for what is quicker than a container's life, or slower */
    public Race race(String scenario, double factor) {
        int some = rounds(factor);
        return new Race(progress, scenario, Math.max(2, some / 2), some);
    }

    public int rounds(double factor) {
        return Math.max(3, (int) Math.round(rounds * factor));
    }
}
