// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.scenarios;

import io.longshore.benchmarks.Scenario;
import io.longshore.benchmarks.Stage;
import io.longshore.benchmarks.engine.Engine;
import io.longshore.benchmarks.measure.Contestant;
import io.longshore.benchmarks.measure.Entry;
import io.longshore.benchmarks.measure.Figures;
import io.longshore.benchmarks.measure.Samples;
import io.longshore.benchmarks.measure.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Several containers at a time. */
public final class LifecycleParallel implements Scenario {
    private static final int AT_A_TIME = 4;
    private static final int PER_ROUND = 24;
    /** A round is that many lives. */
    private static final double ROUNDS = 0.2;

    @Override
    public String name() {
        return "lifecycle-4";
    }

    @Override
    public String about() {
        return "the same, four containers at a time: throughput, and how long each took";
    }

    @Override
    public int seconds() {
        return 38;
    }

    @Override
    public List<Entry> run(Stage stage) throws Exception {
        try (Engines engines = Engines.open(stage)) {
            List<Batches> batches = engines.all().stream()
                    .map(engine -> new Batches(stage.stop(), engine))
                    .toList();
            Map<Contestant, Samples> rounds = stage.race(name(), ROUNDS)
                    .measure(batches.stream().map(Batches::contestant).toList());
            List<Entry> entries = new ArrayList<>();
            int i = 0;
            for (Map.Entry<Contestant, Samples> measured : rounds.entrySet()) {
                double perSecond = PER_ROUND
                        * (double) TimeUnit.SECONDS.toNanos(1)
                        / measured.getValue().median();
                entries.add(new Entry(
                        name(),
                        measured.getKey().name(),
                        measured.getKey().rival(),
                        Figures.rate(perSecond, batches.get(i++).each(stage.rounds(ROUNDS)))));
            }
            return entries;
        }
    }

    private static final class Batches {
        private final Stop stop;
        private final Engine engine;
        private final List<Long> lives = new ArrayList<>();

        Batches(Stop stop, Engine engine) {
            this.stop = stop;
            this.engine = engine;
        }

        Contestant contestant() {
            return new Contestant(engine.name(), engine.rival(), this::run);
        }

        private long run(int number) throws Exception {
            List<Callable<Long>> work = new ArrayList<>();
            for (int i = 0; i < PER_ROUND; i++) {
                String id = "batch" + number + "." + i;
                work.add(() -> {
                    long begun = System.nanoTime();
                    Lives.live(engine, id);
                    return System.nanoTime() - begun;
                });
            }
            long begun = System.nanoTime();
            lives.addAll(Lives.atATime(stop, AT_A_TIME, work));
            return System.nanoTime() - begun;
        }

        /** Of the last rounds, which are those that counted. */
        Samples each(int rounds) {
            return Samples.of(lives.subList(lives.size() - rounds * PER_ROUND, lives.size()));
        }
    }
}
