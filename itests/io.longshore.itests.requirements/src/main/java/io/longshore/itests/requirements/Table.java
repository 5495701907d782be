// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table below a heading of a Markdown page.
 *
 * <p>In it everything between backticks that begins like a class is a test, and so is {@code .method}, which belongs to the class
 * before it; anything else between backticks is not.
 */
record Table(String heading, List<Row> rows) {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*)?(?:\\.(\\w+))?");
    private static final Pattern BETWEEN_COLUMNS = Pattern.compile("\\|");

    Table {
        rows = List.copyOf(rows);
    }

    /**
     * @throws IllegalArgumentException if there is no such table, or a row of it names no test
     */
    static Table below(String heading, List<String> page) {
        int start = page.indexOf("## " + heading);
        if (start < 0) {
            throw new IllegalArgumentException("there is no heading " + heading);
        }
        List<Row> rows = page.subList(start + 1, page.size()).stream()
                .dropWhile(line -> !line.startsWith("|") && !line.startsWith("#"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(Table::row)
                .toList();
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no table below " + heading);
        }
        return new Table(heading, rows);
    }

    private static Row row(String line) {
        List<String> columns = Arrays.stream(BETWEEN_COLUMNS.split(line))
                .skip(1)
                .map(String::strip)
                .toList();
        if (columns.size() != 3) {
            throw new IllegalArgumentException("not three columns: " + line);
        }
        Set<NamedTest> tests = tests(columns.get(1) + columns.get(2));
        if (tests.isEmpty()) {
            throw new IllegalArgumentException("no test: " + line);
        }
        return new Row(columns.get(0), tests(columns.get(1)).isEmpty() ? columns.get(1) : "", List.copyOf(tests));
    }

    private static Set<NamedTest> tests(String text) {
        Set<NamedTest> tests = new LinkedHashSet<>();
        String type = "";
        for (Matcher code = CODE.matcher(text); code.find(); ) {
            Matcher test = TEST.matcher(code.group(1));
            if (!test.matches()) {
                continue;
            }
            String method = test.group(2) == null ? "" : test.group(2);
            type = test.group(1) == null ? type : test.group(1);
            if (type.isEmpty()) {
                throw new IllegalArgumentException("of no class: " + code.group());
            }
            tests.add(new NamedTest(type, method));
        }
        return tests;
    }
}
