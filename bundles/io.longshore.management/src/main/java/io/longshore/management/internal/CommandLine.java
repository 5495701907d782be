// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a line as a POSIX shell would split it (Shell Command Language, 2.2 Quoting), but for everything a shell would
 * put in place of something: variables, patterns and commands stay as they are written.
 */
final class CommandLine {
    private static final char NONE = 0;

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;

    private CommandLine() {}

    /** @throws InvalidArgumentException if a quote is not closed, or a backslash is the last character */
    static String[] words(String parameter, String line) {
        return new CommandLine().split(parameter, line);
    }

    private String[] split(String parameter, String line) {
        char quote = NONE;
        boolean escaped = false;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (escaped) {
                // between double quotes a backslash is one, unless it stands before what is special there
                if (quote == '"' && c != '"' && c != '\\') {
                    word.append('\\');
                }
                word.append(c);
                escaped = false;
            } else if (c == '\\' && quote != '\'') {
                escaped = true;
                inWord = true;
            } else if (quote != NONE) {
                if (c == quote) {
                    quote = NONE;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                end();
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != NONE || escaped) {
            throw new InvalidArgumentException(
                    parameter + (escaped ? " ends with a backslash" : " has a quote that is not closed: " + quote));
        }
        end();
        return words.toArray(String[]::new);
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
