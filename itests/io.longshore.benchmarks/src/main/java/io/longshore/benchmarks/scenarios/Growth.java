// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.engine.EngineTask;
import io.longshore.benchmarks.engine.LongshoreEngine;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Round;
import java.util.ArrayList;
import java.util.List;

/** Lives of containers beside more and more that run, of all of Longshore's kinds alike. */
public final class Growth implements Scenario {
    private static final List<Integer> RUNNING = List.of(10, 100, 500);
    private static final double ROUNDS = 1;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String about() {
        return "the lifecycle beside 10, 100 and 500 running tasks; runc shows what of it is the kernel's";
    }

    @Override
    public int seconds() {
        return 49;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        List<Entry> entries = new ArrayList<>();
        try (Engines engines = Engines.open(stage)) {
            List<LongshoreEngine> longshore = engines.longshore();
            List<Engine> all = new ArrayList<>(longshore);
            all.add(engines.runc());
            List<EngineTask> running = new ArrayList<>();
            int made = 0;
            for (int count : RUNNING) {
                int more = count - made;
                for (int i = 0; i < longshore.size(); i++) {
                    int share = more * (i + 1) / longshore.size() - more * i / longshore.size();
                    running.addAll(Lives.running(stage.stop(), longshore.get(i), "beside" + count + ".", share));
                }
                made = count;
                entries.addAll(stage.race(name() + ", " + count + " running", ROUNDS)
                        .run(Engines.contestants(
                                all,
                                engine -> Round.timed(number -> Lives.live(engine, "life" + count + "." + number)))));
            }
            stage.progress().step("ending what ran", made, made);
            Lives.end(stage.stop(), running);
        }
        return entries;
    }
}
