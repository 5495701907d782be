// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import io.longshore.api.InvalidArgumentException;
import java.util.function.IntPredicate;

/** A place in a filter, going from code point to code point. */
final class Cursor {
    static final int END = -1;

    private static final int NEXT_LINE = 0x85;
    private static final int SHOWN = 200;

    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    int at() {
        return at;
    }

    int peek() {
        return at < text.length() ? text.codePointAt(at) : END;
    }

    int next() {
        int c = peek();
        if (c != END) {
            at += Character.charCount(c);
        }
        return c;
    }

    String takeWhile(IntPredicate wanted) {
        int begin = at;
        while (peek() != END && wanted.test(peek())) {
            next();
        }
        return text.substring(begin, at);
    }

    void skipSpace() {
        takeWhile(Cursor::isSpace);
    }

    /** Skips white space, and then this character if it is there. */
    boolean accept(int c) {
        skipSpace();
        if (peek() != c) {
            return false;
        }
        next();
        return true;
    }

    /** To be thrown if what comes next is wrong. */
    InvalidArgumentException expected(String what) {
        return expected(at, what);
    }

    /** To be thrown if the character at a place is wrong. */
    InvalidArgumentException expected(int place, String what) {
        return expected(place, what, place < text.length() ? shown(text.codePointAt(place)) : "the end");
    }

    InvalidArgumentException expected(int place, String what, String found) {
        return refused(place, "expected " + what + ", found " + found);
    }

    InvalidArgumentException refused(int place, String why) {
        return new InvalidArgumentException("the filter " + shown(text) + " is wrong at character "
                + (text.codePointCount(0, place) + 1) + ": " + why);
    }

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
    }

    static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> !isSpace(c);
        };
    }

    private static String shown(int c) {
        return isVisible(c) ? "'" + Character.toString(c) + "'" : String.format("U+%04X", c);
    }

    private static String shown(String filter) {
        StringBuilder shown = new StringBuilder("'");
        filter.codePoints().limit(SHOWN).forEach(c -> shown.appendCodePoint(isVisible(c) || c == ' ' ? c : '?'));
        return shown.append(filter.length() > SHOWN ? "...'" : "'").toString();
    }
}
