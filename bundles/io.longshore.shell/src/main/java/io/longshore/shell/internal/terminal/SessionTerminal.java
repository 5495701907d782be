// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import io.longshore.api.FailedPreconditionException;
import java.util.Optional;
import org.apache.karaf.shell.api.console.Session;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Finds the terminal of a session. There is none where a script runs, or {@code ssh} with a command. */
public final class SessionTerminal {
    private SessionTerminal() {}

    public static Optional<Terminal> of(@Nullable Session session) {
        if (session == null || !(session.getTerminal() instanceof Terminal terminal)) {
            return Optional.empty();
        }
        String type = terminal.getType();
        boolean dumb = Terminal.TYPE_DUMB.equals(type) || Terminal.TYPE_DUMB_COLOR.equals(type);
        return dumb ? Optional.empty() : Optional.of(terminal);
    }

    /** @throws FailedPreconditionException if there is none */
    public static Terminal require(@Nullable Session session) {
        return of(session)
                .orElseThrow(
                        () -> new FailedPreconditionException("this session has no terminal: leave out -t, or type the"
                                + " command in Karaf's console, as by ssh without a command"));
    }
}
