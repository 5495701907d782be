// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import io.longshore.api.shim.ShimProvider;
import io.longshore.benchmarks.engine.Grounds;
import io.longshore.benchmarks.karaf.Archives;
import io.longshore.benchmarks.measure.Progress;
import io.longshore.benchmarks.measure.Race;
import io.longshore.benchmarks.measure.Stop;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * What scenarios are given.
 *
 * @param rounds that a scenario of ordinary length has
 * @param archives what the build has put there
 * @param grounds remember each directory in which something is started
 * @param stop is looked at between two steps
 */
public record Stage(Progress progress, int rounds, Archives archives, Grounds grounds, Stop stop) {
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

    /** A Longshore of its own. */
    public Rig rig(ShimKind kind) throws IOException {
        return rig(Rig.open(kind));
    }

    /** @param around as in {@link Rig#open(ShimKind, UnaryOperator, UnaryOperator)} */
    public Rig rig(ShimKind kind, UnaryOperator<ShimProvider> around) throws IOException {
        return rig(Rig.open(kind, settings -> settings, around));
    }

    private Rig rig(Rig rig) {
        grounds.add(rig.directory());
        return rig;
    }
}
