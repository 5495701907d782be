// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** How filters of events begin. */
@Service
public final class EventFilterCompleter implements Completer {
    private static final List<String> BEGINNINGS = List.of(
            "topic==/tasks/create",
            "topic==/tasks/start",
            "topic==/tasks/exit",
            "topic==/tasks/delete",
            "topic==/tasks/oom",
            "topic==/tasks/paused",
            "topic==/tasks/resumed",
            "topic==/tasks/checkpointed",
            "topic==/tasks/exec-added",
            "topic==/tasks/exec-started",
            "topic==/containers/create",
            "topic==/containers/update",
            "topic==/containers/delete",
            "topic==/namespaces/create",
            "topic==/namespaces/update",
            "topic==/namespaces/delete",
            "namespace==",
            "event.container_id==",
            "event.exit_status==");

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(BEGINNINGS).complete(session, commandLine, candidates);
    }
}
