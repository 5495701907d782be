// SPDX-License-Identifier: Apache-2.0
package io.longshore.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of names that become directory, cgroup and topic components; containerd's {@code identifiers}. */
final class Identifier {
    private static final int MAX_LENGTH = 76;
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");

    private Identifier() {}

    static String check(String kind, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new InvalidArgumentException("the " + kind + " must not be empty");
        }
        if (value.length() > MAX_LENGTH) {
            throw new InvalidArgumentException(
                    "the " + kind + " has " + value.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        if (!GRAMMAR.matcher(value).matches()) {
            throw new InvalidArgumentException("the " + kind + " '" + printable(value)
                    + "' is not valid: use letters and digits, joined by single '.', '_' or '-'");
        }
        return value;
    }

    /** A bad id may hold terminal escapes or line breaks; the message it is quoted in goes to consoles and logs. */
    private static String printable(String value) {
        StringBuilder safe = new StringBuilder();
        value.chars().forEach(c -> safe.append(c > 0x1f && c < 0x7f ? (char) c : '?'));
        return safe.toString();
    }
}
