// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Round;
import java.util.List;

/** One container after the other. */
public final class Lifecycle implements Scenario {
    /** What is ours of a life is still being compiled after a hundred of them. */
    private static final double ROUNDS = 4;

    @Override
    public String name() {
        return "lifecycle";
    }

    @Override
    public String about() {
        return "record, create, start, exit seen, delete, record deleted; one container after the other";
    }

    @Override
    public int seconds() {
        return 59;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        try (Engines engines = Engines.open(stage)) {
            return stage.race(name(), ROUNDS)
                    .run(Engines.contestants(
                            engines.all(), engine -> Round.timed(number -> Lives.live(engine, "life" + number))));
        }
    }
}
