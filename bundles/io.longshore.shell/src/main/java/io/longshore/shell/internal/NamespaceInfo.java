// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.ContainerRuntime;
import java.util.List;
import java.util.SortedMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "namespace", name = "info", description = "Shows a namespace and what is in it")
public final class NamespaceInfo extends NamespaceAction {
    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Reference
    ContainerStore containers;

    @Reference
    ContainerRuntime runtime;

    @Override
    @Nullable
    Object run() {
        SortedMap<String, String> labels = namespaces.labels(named());
        List<String> ids = containers.list(named()).stream()
                .map(container -> container.id().value())
                .toList();
        List<String> tasks =
                runtime.list(named()).stream().map(task -> task.id().value()).toList();
        return new Details()
                .add("Namespace", named())
                .addIfAny("Labels", Rows.pairs(labels))
                .add("Containers", String.join(", ", ids))
                .add("Tasks", String.join(", ", tasks))
                .print(System.out, !noFormat);
    }
}
