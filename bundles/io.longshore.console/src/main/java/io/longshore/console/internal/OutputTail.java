// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.nio.charset.StandardCharsets;

/**
 * The last lines of an output.
 *
 * @param text what is not UTF-8 is replaced
 * @param next where it goes on, in bytes
 * @param cut whether there is more before it
 */
record OutputTail(String text, long next, boolean cut) {
    private static final int MOST_BYTES = 256 * 1024;

    static OutputTail of(OutputFile file, int lines) {
        long size = file.size();
        long from = Math.max(0, size - MOST_BYTES);
        byte[] bytes = file.read(from, (int) (size - from));
        int begin = beginOfLast(lines, bytes);
        return new OutputTail(
                new String(bytes, begin, bytes.length - begin, StandardCharsets.UTF_8),
                from + bytes.length,
                from > 0 || begin > 0);
    }

    private static int beginOfLast(int lines, byte[] bytes) {
        int seen = 0;
        // the line feed at the very end ends the last line, and begins none
        for (int i = bytes.length - 2; i >= 0; i--) {
            if (bytes[i] == '\n' && ++seen == lines) {
                return i + 1;
            }
        }
        return 0;
    }
}
