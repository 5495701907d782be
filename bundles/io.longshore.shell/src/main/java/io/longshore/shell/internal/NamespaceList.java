// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.runtime.ContainerRuntime;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "namespace", name = "list", description = "Lists the namespaces")
public final class NamespaceList extends OneSentenceAction {
    @Option(
            name = "--filter",
            description = "Only those that match, such as labels.tier==front; repeatable, then one has to match",
            multiValued = true)
    List<String> filters = List.of();

    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Reference
    NamespaceStore namespaces;

    @Reference
    ContainerStore containers;

    @Reference
    ContainerRuntime runtime;

    @Override
    @Nullable
    Object run() {
        Rows rows = new Rows("Namespace", "Containers", "Tasks", "Labels");
        for (Namespace namespace : namespaces.list(filters.toArray(String[]::new))) {
            rows.add(
                    namespace,
                    containers.list(namespace).size(),
                    runtime.list(namespace).size(),
                    Rows.pairs(namespaces.labels(namespace)));
        }
        rows.print(System.out, !noFormat);
        return null;
    }
}
