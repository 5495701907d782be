// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes such as {@code 64m}. */
final class ByteSize {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})([kmg]?)");
    private static final String UNITS = "kmg";

    private ByteSize() {}

    static long parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw invalid(text);
        }
        int steps = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> (10 * steps)) {
            throw invalid(text);
        }
        return number << (10 * steps);
    }

    /** Such as {@code 12.3m}. */
    static String format(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length()) {
            size /= 1024;
            unit++;
        }
        return unit == 0 ? String.valueOf(bytes) : String.format(Locale.ROOT, "%.1f%c", size, UNITS.charAt(unit - 1));
    }

    private static InvalidArgumentException invalid(String text) {
        return new InvalidArgumentException(
                "'" + text + "' is not a size: write a number of bytes, or one with k, m or g, such as 64m");
    }
}
