// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param list only tell which scenarios there are
 * @param rounds that a scenario of ordinary length has; empty for as many as fit into the time that people have
 * @param results the file for the results
 * @param scenarios the names of those to be run, in the order of the known ones
 */
record Arguments(boolean list, OptionalInt rounds, Path results, List<String> scenarios) {
    static final String USAGE = "usage: sh itests/benchmark [--list] [--rounds N] [--results FILE] [scenario...]";
    private static final int MOST_ROUNDS = 10_000;

    Arguments {
        scenarios = List.copyOf(scenarios);
    }

    /**
     * Reads it.
     *
     * @param known the names of all scenarios; without any in the arguments it is all of them
     * @throws IllegalArgumentException saying what is wrong
     */
    static Arguments parse(List<String> words, List<String> known, Path defaultResults) {
        boolean list = false;
        OptionalInt rounds = OptionalInt.empty();
        Path results = defaultResults;
        Set<String> wanted = new LinkedHashSet<>();
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String word = left.remove(0);
            switch (word) {
                case "--list" -> list = true;
                case "--rounds" -> rounds = OptionalInt.of(rounds(value(word, left)));
                case "--results" -> results = Path.of(value(word, left));
                default -> {
                    if (!known.contains(word)) {
                        throw new IllegalArgumentException(
                                word.startsWith("-")
                                        ? "there is no option " + word
                                        : "there is no scenario " + word + "; there are " + String.join(", ", known));
                    }
                    wanted.add(word);
                }
            }
        }
        return new Arguments(
                list,
                rounds,
                results,
                known.stream()
                        .filter(name -> wanted.isEmpty() || wanted.contains(name))
                        .toList());
    }

    private static String value(String option, List<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.remove(0);
    }

    private static int rounds(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_ROUNDS) {
            throw new IllegalArgumentException("--rounds needs a number from 1 to " + MOST_ROUNDS + ", not " + text);
        }
        return Integer.parseInt(text);
    }
}
