// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.ArrayList;
import java.util.List;

/**
 * What the command line says.
 *
 * @param seed of the first walk
 * @param minutes after which no other round is begun
 * @param rounds of one walk, then comes one with the next seed
 */
record WalkArguments(long seed, int minutes, int rounds) {
    static final String USAGE = "usage: sh itests/walk [--seed N] [--minutes M] [--rounds R]";
    static final int MINUTES = 10;
    static final int ROUNDS = 60;
    private static final int MOST_MINUTES = 24 * 60;
    private static final int MOST_ROUNDS = 100_000;

    /**
     * Reads it.
     *
     * @param otherwise the seed if none is given
     * @throws IllegalArgumentException saying what is wrong
     */
    static WalkArguments parse(List<String> words, long otherwise) {
        WalkArguments arguments = new WalkArguments(otherwise, MINUTES, ROUNDS);
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String word = left.remove(0);
            arguments = switch (word) {
                case "--seed" ->
                    new WalkArguments(number(word, left, 0, Long.MAX_VALUE), arguments.minutes, arguments.rounds);
                case "--minutes" ->
                    new WalkArguments(arguments.seed, (int) number(word, left, 1, MOST_MINUTES), arguments.rounds);
                case "--rounds" ->
                    new WalkArguments(arguments.seed, arguments.minutes, (int) number(word, left, 1, MOST_ROUNDS));
                default -> throw new IllegalArgumentException("there is no option " + word);
            };
        }
        return arguments;
    }

    private static long number(String option, List<String> left, long least, long most) {
        String text = left.isEmpty() ? "" : left.remove(0);
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IllegalArgumentException(
                option + " needs a number from " + least + " to " + most + (text.isEmpty() ? "" : ", not " + text));
    }
}
