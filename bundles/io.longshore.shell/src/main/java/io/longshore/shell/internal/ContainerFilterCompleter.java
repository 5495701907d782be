// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** How filters of containers begin. */
@Service
public final class ContainerFilterCompleter implements Completer {
    private static final List<String> BEGINNINGS =
            List.of("id==", "image==", "runtime.name==", "snapshotter==", "labels.");

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(BEGINNINGS).complete(session, commandLine, candidates);
    }
}
