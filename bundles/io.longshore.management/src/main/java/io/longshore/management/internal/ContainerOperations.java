// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.management.ContainerData;
import io.longshore.management.ContainersMXBean;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Containers MBean, in terms of the API. */
final class ContainerOperations implements ContainersMXBean {
    private final ContainerStore containers;
    private final ContainerRuntime runtime;

    ContainerOperations(ContainerStore containers, ContainerRuntime runtime) {
        this.containers = containers;
        this.runtime = runtime;
    }

    @Override
    public List<ContainerData> listContainers(String namespace, String[] filters) {
        String[] wanted = Arguments.required("filters", filters);
        if (!Arguments.required("namespace", namespace).isEmpty()) {
            Namespace in = new Namespace(namespace);
            return rows(in, containers.list(in, wanted)).toList();
        }
        return containers.listAll(wanted).entrySet().stream()
                .flatMap(each -> rows(each.getKey(), each.getValue()))
                .toList();
    }

    private static Stream<ContainerData> rows(Namespace namespace, List<Container> containers) {
        return containers.stream().map(container -> Rows.of(namespace, container));
    }

    @Override
    public ContainerData getContainer(String namespace, String id) {
        Namespace in = new Namespace(namespace);
        return Rows.of(in, containers.get(in, new ContainerId(id)));
    }

    @Override
    public ContainerData createContainer(
            String namespace,
            String id,
            String rootfs,
            String[] args,
            String[] environment,
            long memoryLimit,
            long pidsLimit,
            long cpuPercent,
            String[] labels) {
        return create(NewContainer.named(namespace, id)
                .program(rootfs, args)
                .environment(environment)
                .limits(memoryLimit, pidsLimit, cpuPercent)
                .labels(labels));
    }

    @Override
    public ContainerData createContainerFromSpec(String namespace, String id, String ociSpecJson, String[] labels) {
        return create(NewContainer.named(namespace, id).spec(ociSpecJson).labels(labels));
    }

    @Override
    public ContainerData createContainerWith(
            String namespace, String id, String ociSpecJson, String[] labels, String[] fields) {
        return create(NewContainer.named(namespace, id)
                .spec(ociSpecJson)
                .labels(labels)
                .fields(fields));
    }

    @Override
    public ContainerData updateFields(String namespace, String id, String[] fields) {
        Namespace in = new Namespace(namespace);
        Container known = containers.get(in, new ContainerId(id));
        Container.Builder changed = known.toBuilder();
        Set<String> paths = RecordFields.change(changed, known, fields);
        return Rows.of(in, containers.update(in, changed.build(), paths));
    }

    ContainerData create(NewContainer container) {
        return Rows.of(container.namespace(), containers.create(container.namespace(), container.build()));
    }

    @Override
    public ContainerData updateLabels(String namespace, String id, String[] labels) {
        Namespace in = new Namespace(namespace);
        Map<String, @Nullable String> changes = Arguments.labelChanges("labels", labels);
        if (changes.isEmpty()) {
            throw new InvalidArgumentException("labels must name at least one label");
        }
        Container.Builder changed = containers.get(in, new ContainerId(id)).toBuilder();
        Set<String> paths = new TreeSet<>();
        changes.forEach((key, value) -> {
            changed.label(key, value);
            paths.add("labels." + key);
        });
        return Rows.of(in, containers.update(in, changed.build(), paths));
    }

    @Override
    public void deleteContainer(String namespace, String id) {
        runtime.deleteContainer(new Namespace(namespace), new ContainerId(id));
    }
}
