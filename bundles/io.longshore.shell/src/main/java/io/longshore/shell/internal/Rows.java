// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.karaf.shell.support.table.ShellTable;
import org.jspecify.annotations.Nullable;

/** A table for people or for programs. */
final class Rows {
    private final String[] columns;
    private final List<Object[]> rows = new ArrayList<>();

    Rows(String... columns) {
        this.columns = columns;
    }

    /** A cell each; null is an empty one. */
    void add(@Nullable Object... cells) {
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? "" : Printable.of(cell.toString()))
                .toArray());
    }

    static String pairs(Map<String, ?> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    void print(PrintStream out, boolean format) {
        if (!format) {
            // not ShellTable's own form for programs: it pads the cells with blanks
            rows.forEach(cells ->
                    out.println(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining("\t"))));
            return;
        }
        ShellTable table = new ShellTable();
        for (String column : columns) {
            table.column(column);
        }
        rows.forEach(cells -> table.addRow().addContent(cells));
        table.print(out);
    }
}
