// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** A table for people or for programs. */
final class Rows {
    private static final double MILLIS_PER_SECOND = 1000;

    private final String[] columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    Rows(String... columns) {
        this.columns = columns;
    }

    /** A cell each; null is an empty one. People see times and durations as exact as they can use; programs, as they are. */
    void add(@Nullable Object... cells) {
        rows.add(new ArrayList<>(Arrays.asList(cells)));
    }

    static String forPeople(Object cell) {
        if (cell instanceof Instant time) {
            return time.truncatedTo(ChronoUnit.MILLIS).toString();
        }
        if (cell instanceof Duration duration) {
            return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / MILLIS_PER_SECOND);
        }
        return cell.toString();
    }

    private static String text(@Nullable Object cell, Function<Object, String> form) {
        return cell == null ? "" : Printable.of(form.apply(cell));
    }

    static String pairs(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    void print(PrintStream out, boolean format) {
        if (!format) {
            // not ShellTable's own form for programs: it pads the cells with blanks
            rows.forEach(cells -> out.println(
                    cells.stream().map(cell -> text(cell, Object::toString)).collect(Collectors.joining("\t"))));
            return;
        }
        ShellTable table = new ShellTable();
        for (String column : columns) {
            table.column(column);
        }
        rows.forEach(cells -> table.addRow()
                .addContent(
                        cells.stream().map(cell -> text(cell, Rows::forPeople)).toArray()));
        table.print(out);
    }
}
