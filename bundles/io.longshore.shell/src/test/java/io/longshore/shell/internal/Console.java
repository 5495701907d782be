// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.action.Action;
import org.jspecify.annotations.Nullable;

/** Runs a command and keeps what it prints. */
final class Console {
    private String printed = "";

    @Nullable
    Object run(Action command) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            return command.execute();
        } finally {
            System.setOut(before);
            printed = bytes.toString(StandardCharsets.UTF_8);
        }
    }

    String printed() {
        return printed;
    }
}
