// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Contestants who take turns, round by round, so that whatever else the machine does hits all of them; who is first changes
 * with the rounds, too. The rounds to warm up do not count.
 */
public final class Race {
    private final Progress progress;
    private final String scenario;
    private final int warmUp;
    private final int rounds;

    public Race(Progress progress, String scenario, int warmUp, int rounds) {
        this.progress = progress;
        this.scenario = scenario;
        this.warmUp = warmUp;
        this.rounds = rounds;
    }

    /** With the median, the 95th percentile and the throughput of each. */
    public List<Entry> run(List<Contestant> contestants) throws Exception {
        return run(contestants, Figures::time);
    }

    /** @param figures of a contestant's nanoseconds */
    public List<Entry> run(List<Contestant> contestants, Function<Samples, Figures> figures) throws Exception {
        Map<Contestant, Samples> measured = measure(contestants);
        List<Entry> entries = new ArrayList<>();
        measured.forEach((contestant, nanos) ->
                entries.add(new Entry(scenario, contestant.name(), contestant.rival(), figures.apply(nanos))));
        return entries;
    }

    /** The nanoseconds of each that counted, in the order of the contestants. */
    public Map<Contestant, Samples> measure(List<Contestant> contestants) throws Exception {
        List<List<Long>> nanos = new ArrayList<>();
        contestants.forEach(contestant -> nanos.add(new ArrayList<>()));
        for (int round = 0; round < warmUp + rounds; round++) {
            for (int turn = 0; turn < contestants.size(); turn++) {
                int index = (round + turn) % contestants.size();
                long taken = contestants.get(index).round().run(round);
                if (round >= warmUp) {
                    nanos.get(index).add(taken);
                }
            }
            progress.step(scenario, round + 1, warmUp + rounds);
        }
        Map<Contestant, Samples> samples = new LinkedHashMap<>();
        for (int i = 0; i < nanos.size(); i++) {
            samples.put(contestants.get(i), Samples.of(nanos.get(i)));
        }
        return samples;
    }
}
