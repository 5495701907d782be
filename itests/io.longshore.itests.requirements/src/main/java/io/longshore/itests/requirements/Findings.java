// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.requirements;

import io.longshore.itests.requirements.TestResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the results say of each row of the tables. */
final class Findings {
    private final List<Table> tables;
    private final List<TestResult> results;

    Findings(List<Table> tables, List<TestResult> results) {
        this.tables = List.copyOf(tables);
        this.results = List.copyOf(results);
    }

    /** Rows that are not shown, each with why: a test that failed, that there is none of that name, or that none was run. */
    List<String> notShown() {
        List<String> reasons = new ArrayList<>();
        for (Table table : tables) {
            for (Row row : table.rows()) {
                for (NamedTest test : row.tests()) {
                    if (of(test).isEmpty()) {
                        reasons.add(row.name() + ": no result of " + test);
                    } else if (of(test).stream().anyMatch(is(Outcome.FAILED))) {
                        reasons.add(row.name() + ": " + test + " failed");
                    }
                }
                if (row.tests().stream().flatMap(test -> of(test).stream()).noneMatch(is(Outcome.PASSED))) {
                    reasons.add(row.name() + ": none of its tests was run and passed");
                }
            }
        }
        return reasons;
    }

    /** The tables with the results, in Markdown. */
    String page() {
        StringBuilder page = new StringBuilder("# What the tests have shown\n\n")
                .append(summary())
                .append("\n");
        for (Table table : tables) {
            page.append("\n## ").append(table.heading()).append("\n\n| | | test | result |\n|---|---|---|---|\n");
            for (Row row : table.rows()) {
                String beginning = "| " + row.name() + " | " + row.text();
                for (NamedTest test : row.tests()) {
                    page.append(beginning)
                            .append(" | `")
                            .append(test)
                            .append("` | ")
                            .append(words(of(test)))
                            .append(" |\n");
                    beginning = "| | ";
                }
            }
        }
        return page.toString();
    }

    String summary() {
        return tables.stream()
                .map(table -> "%s: %d, with %d tests: %s."
                        .formatted(
                                table.heading(),
                                table.rows().size(),
                                table.rows().stream()
                                        .flatMap(row -> row.tests().stream())
                                        .distinct()
                                        .count(),
                                words(results.stream()
                                        .filter(result -> table.rows().stream()
                                                .flatMap(row -> row.tests().stream())
                                                .anyMatch(test -> test.means(result)))
                                        .toList())))
                .collect(Collectors.joining("\n"));
    }

    private List<TestResult> of(NamedTest test) {
        return results.stream().filter(test::means).toList();
    }

    private static String words(List<TestResult> results) {
        List<String> words = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            long count = results.stream().filter(is(outcome)).count();
            if (count > 0) {
                words.add(count + " " + outcome.name().toLowerCase(Locale.ROOT));
            }
        }
        return words.isEmpty() ? "**not run**" : String.join(", ", words);
    }

    private static Predicate<TestResult> is(Outcome outcome) {
        return result -> result.outcome() == outcome;
    }
}
