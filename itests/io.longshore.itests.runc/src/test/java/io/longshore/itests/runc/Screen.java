// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** What a process writes, read as far as it is looked for. */
final class Screen {
    private final InputStream output;

    Screen(InputStream output) {
        this.output = output;
    }

    /** Reads on until this text has come, and returns what was read. */
    String until(String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = output.read();
            if (next < 0) {
                throw new AssertionError("the output ended without \"" + text + "\": " + seen);
            }
            seen.append((char) next);
        }
        return seen.toString();
    }

    /** Reads all that is left. */
    String rest() throws IOException {
        return new String(output.readAllBytes(), UTF_8);
    }
}
