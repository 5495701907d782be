// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.util.Arrays;
import java.util.List;

/**
 * What is kept on disk of an added process, so that another run knows what was told of it, however far the journal reaches
 * back. Its text is one line:
 *
 * <pre>
 * told NOTHING 12 0      reserved when 12 was the last event
 * told STARTED 14 4243   its start, with pid 4243, was event 14
 * added 12               by an earlier version: what was told is in the journal, after 12
 * exited                 by an earlier version: all was told
 * </pre>
 *
 * @param told the last event that was published for certain; the next one may have been, too, if this process ended just then
 * @param since the number of an event before all that are not certain
 * @param pid that was told when it was started; 0 if that was not
 */
record ProcessTrace(Told told, long since, long pid) {
    /** The events of an added process in their order. */
    enum Told {
        /** Noted by an earlier version, or not readable. */
        UNKNOWN,
        NOTHING,
        ADDED,
        STARTED,
        /** Also of one that could not be started: nothing more is to be told. */
        EXITED
    }

    private static final String TOLD = "told";
    private static final int WORDS = 4;

    static ProcessTrace reserved(long since) {
        return new ProcessTrace(Told.NOTHING, since, 0);
    }

    String text() {
        return TOLD + " " + told + " " + since + " " + pid;
    }

    static ProcessTrace parse(String text) {
        List<String> words = Arrays.asList(text.strip().split("\\s+", -1));
        if (words.size() >= WORDS && words.get(0).equals(TOLD)) {
            Told told = Arrays.stream(Told.values())
                    .filter(candidate -> candidate.name().equals(words.get(1)))
                    .findFirst()
                    .orElse(Told.UNKNOWN);
            return new ProcessTrace(told, number(words.get(2)), number(words.get(3)));
        }
        return words.get(0).equals("exited")
                ? new ProcessTrace(Told.EXITED, 0, 0)
                : new ProcessTrace(Told.UNKNOWN, number(words.get(words.size() - 1)), 0);
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
