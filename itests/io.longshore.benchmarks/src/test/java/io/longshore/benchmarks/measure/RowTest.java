// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
    private static Figures millis(long millis) {
        return Figures.time(Samples.of(List.of(millis * 1_000_000)));
    }

    @Test
    void ratiosAreThoseOfTheSameScenario() {
        List<Row> rows = Row.of(List.of(
                new Entry("a", "ours", "theirs", millis(30)),
                new Entry("a", "theirs", null, millis(60)),
                new Entry("a", "runc", null, millis(20)),
                new Entry("b", "ours", "theirs", millis(5))));

        assertThat(rows).extracting(Row::ratioContainerd).containsExactly(0.5, null, null, null);
        assertThat(rows).extracting(Row::ratioRunc).containsExactly(1.5, 3.0, null, null);
    }

    @Test
    void wherePerSecondCountsTheRatioIsThatOfTheThroughput() {
        List<Row> rows = Row.of(List.of(
                new Entry("a", "ours", "theirs", Figures.rate(300)),
                new Entry("a", "theirs", null, Figures.rate(200))));

        assertThat(rows.get(0).ratioContainerd()).isEqualTo(1.5);
    }

    @Test
    void whatIsMeasuredInAnotherWayIsNotCompared() {
        List<Row> rows = Row.of(List.of(
                new Entry("a", "ours", "theirs", Figures.memory(300)), new Entry("a", "theirs", null, millis(200))));

        assertThat(rows.get(0).ratioContainerd()).isNull();
    }
}
