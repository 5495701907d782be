// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.management.NamespaceData;
import io.longshore.management.NamespacesMXBean;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Namespaces MBean, in terms of the API. */
final class NamespaceOperations implements NamespacesMXBean {
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceOperations.class);

    private final NamespaceStore namespaces;

    NamespaceOperations(NamespaceStore namespaces) {
        this.namespaces = namespaces;
    }

    @Override
    public List<NamespaceData> listNamespaces(String[] filters) {
        return namespaces.list(Arguments.required("filters", filters)).stream()
                .flatMap(this::row)
                .toList();
    }

    private Stream<NamespaceData> row(Namespace namespace) {
        try {
            return Stream.of(Rows.of(namespace, namespaces.labels(namespace)));
        } catch (NotFoundException e) {
            LOG.debug("{} was deleted meanwhile", namespace, e);
            return Stream.empty();
        }
    }

    @Override
    public NamespaceData createNamespace(String namespace, String[] labels) {
        Namespace name = new Namespace(namespace);
        namespaces.create(name, Arguments.labels("labels", labels));
        return Rows.of(name, namespaces.labels(name));
    }

    @Override
    public NamespaceData updateLabels(String namespace, String[] labels) {
        Namespace name = new Namespace(namespace);
        Map<String, @Nullable String> changes = Arguments.labelChanges("labels", labels);
        if (changes.isEmpty()) {
            throw new InvalidArgumentException("labels must name at least one label");
        }
        Map<String, String> values = new TreeMap<>();
        Set<String> paths = new TreeSet<>();
        changes.forEach((key, value) -> {
            paths.add("labels." + key);
            if (value != null) {
                values.put(key, value);
            }
        });
        return Rows.of(name, namespaces.updateLabels(name, values, paths));
    }

    @Override
    public NamespaceData getNamespace(String namespace) {
        Namespace name = new Namespace(namespace);
        return Rows.of(name, namespaces.labels(name));
    }

    @Override
    public NamespaceData replaceLabels(String namespace, String[] labels) {
        Namespace name = new Namespace(namespace);
        namespaces.setLabels(name, Arguments.labels("labels", labels));
        return Rows.of(name, namespaces.labels(name));
    }

    @Override
    public void deleteNamespace(String namespace) {
        namespaces.delete(new Namespace(namespace));
    }
}
