// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * What the command line says.
 *
 * @param killEvery seconds from one kill to the next, on the average
 */
record SoakArguments(int minutes, int killEvery) {
    static final String USAGE = "usage: sh itests/soak [--minutes M] [--kill-every SECONDS]";
    static final SoakArguments DEFAULT = new SoakArguments(60, 180);
    private static final int MOST_MINUTES = 7 * 24 * 60;
    private static final int MOST_SECONDS = 24 * 60 * 60;

    /** @throws IllegalArgumentException saying what is wrong */
    static SoakArguments parse(List<String> words) {
        SoakArguments arguments = DEFAULT;
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String word = left.remove(0);
            arguments = switch (word) {
                case "--minutes" -> new SoakArguments(number(word, left, MOST_MINUTES), arguments.killEvery);
                case "--kill-every" -> new SoakArguments(arguments.minutes, number(word, left, MOST_SECONDS));
                default -> throw new IllegalArgumentException("there is no option " + word);
            };
        }
        return arguments;
    }

    private static int number(String option, List<String> left, int most) {
        String text = left.isEmpty() ? "" : left.remove(0);
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(
                    option + " needs a number from 1 to " + most + (text.isEmpty() ? "" : ", not " + text));
        }
        return Integer.parseInt(text);
    }
}
