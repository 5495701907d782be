// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.streams.TaskIo;
import io.longshore.shell.internal.terminal.End;
import io.longshore.shell.internal.terminal.Interaction;
import io.longshore.shell.internal.terminal.PlainCopy;
import io.longshore.shell.internal.terminal.SessionTerminal;
import io.longshore.shell.internal.terminal.WindowSize;
import java.io.InputStream;
import org.apache.karaf.shell.api.console.Session;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Connects the streams of a process with a session, until the process has ended or the user has left. */
record Attachment(@Nullable Session session, TaskIo io) {
    /**
     * @param process whose terminal gets the size of the window; only if it has one
     * @param detachable whether Ctrl-P Ctrl-Q ends it
     */
    End connect(WindowSize.Resizable process, Runnable closeStdin, boolean detachable) {
        if (io.stdio().terminal()) {
            return new Interaction(SessionTerminal.require(session), io, process, detachable).run();
        }
        // one stream for both: what is written to System.err never reaches the client of Karaf's ssh
        new PlainCopy(io).run(io.stdio().stdin().isEmpty() ? null : typed(), closeStdin, System.out, System.out);
        return End.PROCESS;
    }

    /** Not the keyboard where there is a terminal: that takes its bytes from there. */
    private InputStream typed() {
        return SessionTerminal.of(session)
                .map(Terminal::input)
                .orElseGet(() -> session == null ? InputStream.nullInputStream() : session.getKeyboard());
    }
}
