// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void wordsAreAtTheLeftAndNumbersAtTheRightWithAFewDigits() {
        Samples nanos = Samples.of(List.of(33_333_333L));
        String table = Table.of(Row.of(List.of(
                new Entry("lifecycle", "ours", "theirs", Figures.time(nanos)),
                new Entry("lifecycle", "theirs", null, Figures.time(nanos.times(2))),
                Entry.of("memory", "ours", Figures.memory(1234.4)))));

        assertThat(table).isEqualTo("""
                | scenario  | contestant | p50 ms | p95 ms | per s |   KiB | x containerd | x runc |
                |-----------|------------|-------:|-------:|------:|------:|-------------:|-------:|
                | lifecycle | ours       |   33.3 |   33.3 |  30.0 |       |         0.50 |        |
                | lifecycle | theirs     |   66.7 |   66.7 |  15.0 |       |              |        |
                | memory    | ours       |        |        |       | 1,234 |              |        |
                """);
    }

    @Test
    void whatIsSmallKeepsItsDigits() {
        String table = Table.of(Row.of(List.of(Entry.of("methods", "get", Figures.time(Samples.of(List.of(1_234L)))))));

        assertThat(table).contains("| 0.00123 |");
    }
}
