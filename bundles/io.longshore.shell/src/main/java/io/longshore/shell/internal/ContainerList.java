// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "container",
        name = "list",
        description = "Lists the containers, of all namespaces unless one is given")
public final class ContainerList extends ListAction {
    @Option(
            name = "--filter",
            description = "Only those that match, such as labels.tier==front; repeatable, then one has to match",
            multiValued = true)
    @Completion(ContainerFilterCompleter.class)
    List<String> filters = List.of();

    @Reference
    ContainerStore containers;

    @Override
    @Nullable
    Object run() {
        Rows rows = new Rows("Namespace", "Id", "Image", "Runtime", "Created", "Labels");
        Map<Namespace, List<Container>> found = namespace == null
                ? containers.listAll(filters())
                : Map.of(namespace(), containers.list(namespace(), filters()));
        found.forEach((in, list) -> list.forEach(container -> rows.add(
                in,
                container.id(),
                container.image(),
                container.runtime().name(),
                container.createdAt(),
                Rows.pairs(container.labels()))));
        return print(rows);
    }

    private String[] filters() {
        return filters.toArray(String[]::new);
    }
}
