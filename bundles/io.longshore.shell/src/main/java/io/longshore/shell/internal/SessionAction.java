// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.shell.internal.terminal.Progress;
import io.longshore.shell.internal.terminal.SessionTerminal;
import java.time.Duration;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;

/** A command on one namespace that may have a terminal. */
abstract class SessionAction extends NamespacedAction {
    @Reference
    Session session;

    Duration patience = Progress.PATIENCE;

    /** Says what takes long. */
    Progress progress() {
        return new Progress(SessionTerminal.of(session), patience);
    }
}
