// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Terminal;

/** Goes back up to where it began, and writes over it. */
final class RedrawnPage implements Page {
    private static final String ESCAPE = "\u001b[";
    private static final String CLEAR_TO_THE_END = ESCAPE + "J";

    private final Terminal terminal;
    private int shown;

    RedrawnPage(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(List<String> lines) {
        // a line more would move the first one out of reach
        List<String> fitting = lines.subList(0, Math.min(lines.size(), Math.max(1, terminal.getHeight() - 1)));
        PrintWriter out = terminal.writer();
        if (shown > 0) {
            out.print("\r" + ESCAPE + shown + "A" + CLEAR_TO_THE_END);
        }
        int width = Math.max(1, terminal.getWidth() - 1);
        fitting.forEach(line -> out.print(line.substring(0, Math.min(line.length(), width)) + "\n"));
        out.flush();
        shown = fitting.size();
    }
}
