// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line of the table: a measurement, and its ratios to those of the same scenario that it is compared with. */
public record Row(
        String scenario,
        String contestant,
        Figures figures,
        @Nullable Double ratioContainerd,
        @Nullable Double ratioRunc) {
    /** The contestant that needs nothing but the OCI runtime. */
    public static final String RUNC = "runc";

    /** In the same order. */
    public static List<Row> of(List<Entry> entries) {
        Map<String, Map<String, Figures>> measured = entries.stream()
                .collect(Collectors.groupingBy(Entry::scenario, Collectors.toMap(Entry::contestant, Entry::figures)));
        return entries.stream()
                .map(entry -> row(entry, measured.getOrDefault(entry.scenario(), Map.of())))
                .toList();
    }

    private static Row row(Entry entry, Map<String, Figures> others) {
        return new Row(
                entry.scenario(),
                entry.contestant(),
                entry.figures(),
                entry.rival() == null ? null : ratio(entry, others.get(entry.rival())),
                entry.contestant().equals(RUNC) ? null : ratio(entry, others.get(RUNC)));
    }

    private static @Nullable Double ratio(Entry entry, @Nullable Figures other) {
        return other == null ? null : entry.figures().ratioTo(other);
    }
}
