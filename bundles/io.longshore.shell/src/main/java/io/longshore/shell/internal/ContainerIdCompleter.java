// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.containers.ContainerStore;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Ids of containers in the namespace that the command line names. */
@Service
public final class ContainerIdCompleter implements Completer {
    @Reference
    ContainerStore containers;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> words =
                NamespaceOption.of(commandLine).map(namespace -> containers.list(namespace)).orElse(List.of()).stream()
                        .map(container -> container.id().value())
                        .toList();
        return new StringsCompleter(words).complete(session, commandLine, candidates);
    }
}
