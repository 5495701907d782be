// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import java.io.PrintStream;
import java.util.List;
import org.jline.terminal.Terminal;

/** Where lines are shown that are soon replaced by newer ones. */
@FunctionalInterface
public interface Page {
    void show(List<String> lines);

    /** One after the other, for programs and files. */
    static Page appended(PrintStream out) {
        return lines -> {
            lines.forEach(out::println);
            out.flush();
        };
    }

    /** In the place of the last ones; what does not fit on the screen is left out. */
    static Page redrawn(Terminal terminal) {
        return new RedrawnPage(terminal);
    }
}
