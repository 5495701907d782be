// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What slf4j-simple writes to the error stream. */
final class CapturedLog {
    private CapturedLog() {}

    /** The messages that one logger writes while the action runs. */
    static List<String> linesOf(String logger, GuardedMBeanTest.ThrowingRunnable action) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(before);
        }
        String mark = "INFO " + logger + " - ";
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(mark))
                .map(line -> line.substring(line.indexOf(mark) + mark.length()))
                .toList();
    }
}
