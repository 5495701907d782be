// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.karaf.shell.api.action.Action;
import org.jspecify.annotations.Nullable;

/** Runs a command and keeps what it prints. */
final class Console {
    private volatile ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @Nullable
    Object run(Action command) throws Exception {
        PrintStream before = System.out;
        screen = new ByteArrayOutputStream();
        System.setOut(new PrintStream(screen, true, StandardCharsets.UTF_8));
        try {
            return command.execute();
        } finally {
            System.setOut(before);
        }
    }

    /** Also while the command runs. */
    String printed() {
        return screen.toString(StandardCharsets.UTF_8);
    }
}
