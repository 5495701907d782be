// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import java.util.List;
import java.util.Map;
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

    @Override
    @Nullable
    Object run() {
        Rows rows = new Rows("Namespace", "Id", "Image", "Runtime", "Created", "Labels");
        Map<Namespace, List<Container>> found =
                namespace == null ? containers.listAll() : Map.of(namespace(), containers.list(namespace()));
        found.forEach((in, list) -> list.forEach(container -> rows.add(
                in,
                container.id(),
                container.image(),
                container.runtime().name(),
                container.createdAt(),
                Rows.pairs(container.labels()))));
        return print(rows);
    }
}
