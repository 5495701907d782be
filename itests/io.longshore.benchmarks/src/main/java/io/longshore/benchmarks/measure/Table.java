// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows as text, in the form that Markdown takes for a table. */
public final class Table {
    private static final List<String> HEAD =
            List.of("scenario", "contestant", "p50 ms", "p95 ms", "per s", "KiB", "x containerd", "x runc");
    /** Those before are words, and begin at the left. */
    private static final int FIRST_NUMBER = 2;

    private Table() {}

    public static String of(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        append(text, lines.get(0), widths);
        for (int i = 0; i < widths.length; i++) {
            text.append('|').append("-".repeat(widths[i] + 1)).append(i < FIRST_NUMBER ? "-" : ":");
        }
        text.append("|\n");
        lines.subList(1, lines.size()).forEach(line -> append(text, line, widths));
        return text.toString();
    }

    private static void append(StringBuilder text, List<String> cells, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - cells.get(i).length());
            text.append("| ")
                    .append(i < FIRST_NUMBER ? cells.get(i) + blanks : blanks + cells.get(i))
                    .append(' ');
        }
        text.append("|\n");
    }

    private static List<String> cells(Row row) {
        Figures figures = row.figures();
        return List.of(
                row.scenario(),
                row.contestant(),
                number(figures.p50Millis()),
                number(figures.p95Millis()),
                number(figures.perSecond()),
                number(figures.kib()),
                ratio(row.ratioContainerd()),
                ratio(row.ratioRunc()));
    }

    private static String ratio(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    /** Three digits that tell something. */
    private static String number(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        double size = Math.abs(value);
        String format =
                size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.5f";
        return String.format(Locale.ROOT, format, value);
    }
}
