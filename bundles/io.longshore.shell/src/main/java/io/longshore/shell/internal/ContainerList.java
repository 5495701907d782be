// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "container",
        name = "list",
        description = "Lists the containers, of all namespaces unless one is given")
public final class ContainerList extends ListAction {
    @Reference
    ContainerStore containers;

    @Reference
    NamespaceStore namespaces;

    @Override
    @Nullable
    Object run() {
        Rows rows = new Rows("Namespace", "Id", "Image", "Runtime", "Created", "Labels");
        for (Namespace in : namespace == null ? namespaces.list() : List.of(namespace())) {
            for (Container container : containers.list(in)) {
                rows.add(
                        in,
                        container.id(),
                        container.image(),
                        container.runtime().name(),
                        container.createdAt(),
                        Rows.pairs(container.labels()));
            }
        }
        return print(rows);
    }
}
