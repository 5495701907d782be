// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: one line at INFO of the logger {@code io.longshore.access.audit} per operation that changes something, or
 * tried to, whichever way it came: {@code user=karaf operation=killTask namespace=blue id=web outcome=done}.
 *
 * <p>A value that has anything but letters, digits and {@code ._-/:@+} is put into double quotes, with a backslash before each
 * quote and backslash in it, and what cannot be seen as {@code \\uXXXX}. So the fields can be told apart, whatever the values.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("io.longshore.access.audit");
    private static final int MAX_LENGTH = 1000;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/:@+-]*");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Audit() {}

    /**
     * Writes the line. All texts may be the caller's own; what is long is cut off.
     *
     * @param namespace empty if there is none, and so for {@code id}
     * @param outcome {@code done}, {@code denied}, or what went wrong
     */
    public static void log(Caller caller, String operation, String namespace, String id, String outcome) {
        LOG.info(
                "user={} operation={} namespace={} id={} outcome={}",
                value(caller.name()),
                value(operation),
                value(namespace),
                value(id),
                value(outcome));
    }

    private static String value(String text) {
        String start = text.substring(0, Math.min(text.length(), MAX_LENGTH));
        if (PLAIN.matcher(start).matches()) {
            return start;
        }
        String quoted = start.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + INVISIBLE.matcher(quoted).replaceAll(found -> escape(found.group())) + '"';
    }

    private static String escape(String found) {
        return found.chars().mapToObj(unit -> String.format("\\\\u%04x", unit)).collect(Collectors.joining());
    }
}
