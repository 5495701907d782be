// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.filters;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in quotes, with the escapes of Go's string literals: some name a byte, so this collects bytes. */
final class Quoted {
    private static final String SIMPLE = "abfnrtv\\";
    private static final String SIMPLE_MEANING = "\u0007\b\f\n\r\t\u000b\\";

    private final Cursor in;
    private final int quote;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Quoted(Cursor in, int quote) {
        this.in = in;
        this.quote = quote;
    }

    /** From the opening quote, whichever it is, to behind the same one again. */
    static String read(Cursor in) {
        int begin = in.at();
        Quoted quoted = new Quoted(in, in.next());
        quoted.readRest();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(quoted.bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw in.refused(begin, "expected escapes that make valid UTF-8");
        }
    }

    private void readRest() {
        while (true) {
            int begin = in.at();
            int c = in.next();
            if (c == quote) {
                return;
            }
            if (c == Cursor.END || c == '\n') {
                throw in.expected(begin, "the closing " + Character.toString(quote));
            }
            if (c == 0 || isSurrogate(c)) {
                throw in.expected(begin, "a character");
            }
            if (c == '\\') {
                escape(begin);
            } else {
                append(c);
            }
        }
    }

    private void escape(int begin) {
        int c = in.next();
        int simple = SIMPLE.indexOf(c);
        if (c == quote) {
            append(c);
        } else if (simple >= 0) {
            append(SIMPLE_MEANING.charAt(simple));
        } else if (c >= '0' && c <= '7') {
            int value = (c - '0') * 64 + number(2, 8);
            if (value > 0xff) {
                throw in.refused(begin, "expected at most \\377");
            }
            bytes.write(value);
        } else if (c == 'x') {
            bytes.write(number(2, 16));
        } else if (c == 'u') {
            appendChecked(begin, number(4, 16));
        } else if (c == 'U') {
            appendChecked(begin, number(8, 16));
        } else {
            throw in.refused(begin, "expected an escape of Go; a backslash itself is written \\\\ in quotes");
        }
    }

    private int number(int digits, int radix) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int begin = in.at();
            int c = in.next();
            // Character.digit alone knows the digits of all scripts
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                throw in.expected(begin, digits + (radix == 8 ? " more octal digits" : " hexadecimal digits"));
            }
            value = value * radix + digit;
        }
        return value;
    }

    private void appendChecked(int begin, int c) {
        if (!Character.isValidCodePoint(c) || isSurrogate(c)) {
            throw in.refused(begin, "expected the number of a Unicode character");
        }
        append(c);
    }

    private void append(int c) {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
