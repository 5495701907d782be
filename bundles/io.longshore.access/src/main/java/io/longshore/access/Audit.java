// SPDX-License-Identifier: Apache-2.0
package io.longshore.access;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: one line at INFO of the logger {@code io.longshore.access.audit} per operation that changes something, or
 * tried to, whichever way it came.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("io.longshore.access.audit");
    private static final int MAX_LENGTH = 1000;

    private Audit() {}

    /**
     * Writes the line. All texts may be the caller's own: what could forge a line is replaced, and what is long is cut off.
     *
     * @param namespace empty if there is none, and so for {@code id}
     * @param outcome {@code done}, {@code denied}, or what went wrong
     */
    public static void log(Caller caller, String operation, String namespace, String id, String outcome) {
        LOG.info(
                "user={} operation={} namespace={} id={} outcome={}",
                printable(caller.name()),
                printable(operation),
                printable(namespace),
                printable(id),
                printable(outcome));
    }

    private static String printable(String text) {
        String start = text.substring(0, Math.min(text.length(), MAX_LENGTH));
        return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
