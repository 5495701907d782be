// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.containerd.Containerd;
import io.longshore.benchmarks.containerd.ContainerdEngine;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.engine.RuncEngine;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Round;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All engines: one Longshore, one containerd, and runc. */
record Engines(Rig rig, Containerd daemon, RuncEngine runc, Closing closing) implements AutoCloseable {
    static Engines open(Stage stage) throws Exception {
        Closing closing = new Closing();
        try {
            Rig rig = closing.add(stage.rig(ShimKind.V1));
            for (LongshoreEngine engine : LongshoreEngine.all(rig)) {
                Lives.pod(engine);
            }
            Containerd daemon = closing.add(Containerd.open(stage.grounds()));
            return new Engines(rig, daemon, closing.add(RuncEngine.open(stage.grounds())), closing);
        } catch (Exception e) {
            closing.after(e);
            throw e;
        }
    }

    List<LongshoreEngine> longshore() {
        return LongshoreEngine.all(rig);
    }

    List<ContainerdEngine> containerd() {
        return ContainerdEngine.both(daemon);
    }

    List<Engine> all() {
        List<Engine> all = new ArrayList<>(longshore());
        all.addAll(containerd());
        all.add(runc);
        return all;
    }

    static List<Contestant> contestants(List<? extends Engine> engines, Function<Engine, Round> rounds) {
        return engines.stream()
                .map(engine -> new Contestant(engine.name(), engine.rival(), rounds.apply(engine)))
                .toList();
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
