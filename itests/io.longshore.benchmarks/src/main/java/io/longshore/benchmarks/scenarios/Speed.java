// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.engine.Grounds;
import io.longshore.benchmarks.engine.RuncEngine;
import io.longshore.benchmarks.measure.Samples;
import io.longshore.benchmarks.measure.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How fast a machine is, by the lives of a few containers of bare runc. */
public final class Speed {
    private static final int WARM_UP = 3;
    private static final int LIVES = 9;

    /** A life on the machine on which {@link io.longshore.benchmarks.Scenario#seconds()} were taken. */
    private static final double KNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private Speed() {}

    /** How many times as long this machine takes. */
    public static double slowness(Grounds grounds, Stop stop) throws Exception {
        List<Long> nanos = new ArrayList<>();
        try (RuncEngine runc = RuncEngine.open(grounds)) {
            for (int i = 0; i < WARM_UP + LIVES; i++) {
                stop.check();
                long begun = System.nanoTime();
                Lives.live(runc, "speed" + i);
                nanos.add(System.nanoTime() - begun);
            }
        }
        return Samples.of(nanos.subList(WARM_UP, nanos.size())).median() / KNOWN_NANOS;
    }
}
