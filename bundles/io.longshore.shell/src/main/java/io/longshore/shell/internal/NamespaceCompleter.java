// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.NamespaceStore;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Namespaces. */
@Service
public final class NamespaceCompleter implements Completer {
    @Reference
    NamespaceStore namespaces;

    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        List<String> words = namespaces.list().stream().map(Namespace::name).toList();
        return new StringsCompleter(words).complete(session, commandLine, candidates);
    }
}
