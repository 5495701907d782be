// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** How filters of tasks begin. */
@Service
public final class TaskFilterCompleter implements Completer {
    private static final List<String> BEGINNINGS = List.of(
            "namespace==",
            "id==",
            "state==CREATED",
            "state==RUNNING",
            "state==PAUSED",
            "state==STOPPED",
            "state==UNKNOWN",
            "pid==",
            "shim==",
            "exit_status==",
            "cause==");

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(BEGINNINGS).complete(session, commandLine, candidates);
    }
}
