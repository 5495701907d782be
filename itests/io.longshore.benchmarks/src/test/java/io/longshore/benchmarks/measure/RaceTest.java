// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RaceTest {
    private final List<String> turns = new ArrayList<>();
    private final Stop stop = new Stop();
    private final Race race = new Race(
            new Progress(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), stop),
            "some",
            1,
            2);

    private Contestant contestant(String name) {
        return new Contestant(name, null, number -> {
            turns.add(name + number);
            return number * 1_000_000L;
        });
    }

    @Test
    void theyTakeTurnsAndAnotherOneIsFirstEachRound() throws Exception {
        race.run(List.of(contestant("a"), contestant("b")));

        assertThat(turns).containsExactly("a0", "b0", "b1", "a1", "a2", "b2");
    }

    @Test
    void roundsToWarmUpDoNotCount() throws Exception {
        List<Entry> entries = race.run(List.of(contestant("a")), Figures::span);

        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).figures().p50Millis()).isEqualTo(2);
        assertThat(entries.get(0).figures().p95Millis()).isEqualTo(2);
    }

    @Test
    void whoIsToldToStopStopsBetweenRounds() {
        stop.want();

        assertThatThrownBy(() -> race.run(List.of(contestant("a")))).isInstanceOf(CancellationException.class);
        assertThat(turns).containsExactly("a0");
    }
}
