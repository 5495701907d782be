// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What slf4j-simple writes to the error stream, until it is closed. */
final class CapturedLog implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    CapturedLog() {
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    List<String> audit() {
        String mark = "INFO io.longshore.access.audit - ";
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(mark))
                .map(line -> line.substring(line.indexOf(mark) + mark.length()))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
