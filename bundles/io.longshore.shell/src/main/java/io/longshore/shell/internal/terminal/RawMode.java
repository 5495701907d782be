// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Terminal;

/** Changes how a terminal treats its keys; it is as it was when this is closed. */
public final class RawMode implements AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;

    private RawMode(Terminal terminal, Attributes wanted, Attributes before) {
        this.terminal = terminal;
        this.before = before;
        terminal.setAttributes(wanted);
    }

    /** Every byte goes through as it is, in both directions: the container's terminal does the rest. */
    public static RawMode all(Terminal terminal) {
        Attributes before = new Attributes(terminal.getAttributes());
        Attributes raw = keys(before);
        // JLine's own raw mode keeps this, so that Ctrl-C would be for Karaf
        raw.setLocalFlag(LocalFlag.ISIG, false);
        raw.setInputFlags(
                EnumSet.of(
                        InputFlag.IXON,
                        InputFlag.ICRNL,
                        InputFlag.INLCR,
                        InputFlag.IGNCR,
                        InputFlag.ISTRIP,
                        InputFlag.BRKINT,
                        InputFlag.PARMRK),
                false);
        raw.setOutputFlag(OutputFlag.OPOST, false);
        return new RawMode(terminal, raw, before);
    }

    /** Keys come at once and without echo; Ctrl-C is still for Karaf. */
    public static RawMode keys(Terminal terminal) {
        Attributes before = new Attributes(terminal.getAttributes());
        return new RawMode(terminal, keys(before), before);
    }

    private static Attributes keys(Attributes before) {
        Attributes wanted = new Attributes(before);
        wanted.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN), false);
        wanted.setControlChar(ControlChar.VMIN, 1);
        wanted.setControlChar(ControlChar.VTIME, 0);
        return wanted;
    }

    @Override
    public void close() {
        terminal.flush();
        terminal.setAttributes(before);
    }
}
