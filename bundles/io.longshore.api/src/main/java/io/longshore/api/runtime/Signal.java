// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.InvalidArgumentException;
import java.util.List;
import java.util.Locale;

/**
 * A Linux signal by number, 1 to 64.
 *
 * <p>The constructor throws {@link InvalidArgumentException} for any other number.
 */
public record Signal(int number) {
    private static final int MAX = 64;
    private static final int RTMIN = 34;

    /** Names of signals 1 to 31 on x86-64 and arm64, from signal(7). */
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    public static final Signal KILL = new Signal(9);
    public static final Signal TERM = new Signal(15);

    public Signal {
        if (number < 1 || number > MAX) {
            throw new InvalidArgumentException("signal " + number + " does not exist: use 1 to " + MAX);
        }
    }

    /**
     * Reads {@code TERM}, {@code SIGTERM} or {@code 15}, in any case, and {@code RTMIN+n}.
     *
     * @throws InvalidArgumentException if no such signal exists
     */
    public static Signal parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        if (name.matches("[0-9]{1,3}")) {
            return new Signal(Integer.parseInt(name));
        }
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        if (name.matches("RTMIN\\+[0-9]{1,2}")) {
            return new Signal(RTMIN + Integer.parseInt(name.substring(6)));
        }
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new InvalidArgumentException(
                    "there is no such signal; use a name such as TERM or SIGTERM, or a number");
        }
        return new Signal(index + 1);
    }

    /** The names {@link #parse} takes for signals 1 to 31, without {@code SIG}, in order of their numbers. */
    public static List<String> names() {
        return NAMES;
    }

    /** {@code SIGTERM}, {@code SIGRTMIN+1}, or {@code SIG32} and {@code SIG33} for the two that libc keeps. */
    @Override
    public String toString() {
        if (number <= NAMES.size()) {
            return "SIG" + NAMES.get(number - 1);
        }
        return number < RTMIN ? "SIG" + number : "SIGRTMIN+" + (number - RTMIN);
    }
}
