// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per operation that changes something, or tried to. */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger("io.longshore.management.audit");
    private static final int MAX_LENGTH = 1000;

    private Audit() {}

    /** Namespace and id are the first two parameters of all operations that change anything. */
    static void log(Caller caller, Operation operation, @Nullable Object @Nullable [] params, String outcome) {
        LOG.info(
                "user={} operation={} namespace={} id={} outcome={}",
                printable(caller.name()),
                operation.operationName(),
                printable(at(params, 0)),
                printable(at(params, 1)),
                printable(outcome));
    }

    private static String at(@Nullable Object @Nullable [] params, int index) {
        return params == null || params.length <= index ? "" : String.valueOf(params[index]);
    }

    /** Callers choose these texts, and must not be able to forge lines, or to fill the disk. */
    private static String printable(String text) {
        String start = text.substring(0, Math.min(text.length(), MAX_LENGTH));
        return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
