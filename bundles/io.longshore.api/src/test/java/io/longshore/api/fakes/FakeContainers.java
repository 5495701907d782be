// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Both stores, in memory. */
public final class FakeContainers implements ContainerStore, NamespaceStore {
    public static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");

    private final SortedMap<Namespace, SortedMap<ContainerId, Container>> all = new TreeMap<>();
    private final SortedMap<Namespace, SortedMap<String, String>> labels = new TreeMap<>();

    @Override
    public synchronized Container create(Namespace namespace, Container container) {
        Container stored = container.toBuilder().times(CREATED, CREATED).build();
        if (all.computeIfAbsent(namespace, key -> new TreeMap<>()).putIfAbsent(stored.id(), stored) != null) {
            throw new AlreadyExistsException(
                    "container " + container.id() + " in namespace " + namespace + " exists already");
        }
        return stored;
    }

    @Override
    public synchronized Container get(Namespace namespace, ContainerId id) {
        Container container = of(namespace).get(id);
        if (container == null) {
            throw new NotFoundException("there is no container " + id + " in namespace " + namespace);
        }
        return container;
    }

    @Override
    public synchronized List<Container> list(Namespace namespace, String... filters) {
        return List.copyOf(of(namespace).values());
    }

    @Override
    public synchronized SortedMap<Namespace, List<Container>> listAll(String... filters) {
        SortedMap<Namespace, List<Container>> copy = new TreeMap<>();
        all.forEach((namespace, containers) -> copy.put(namespace, List.copyOf(containers.values())));
        return copy;
    }

    /** Labels only. */
    @Override
    public synchronized Container update(Namespace namespace, Container container, Set<String> fieldPaths) {
        Container.Builder changed = get(namespace, container.id()).toBuilder();
        keys(fieldPaths).forEach(key -> changed.label(key, container.labels().get(key)));
        Container stored = changed.build();
        of(namespace).put(stored.id(), stored);
        return stored;
    }

    private static List<String> keys(Set<String> fieldPaths) {
        return fieldPaths.stream()
                .map(path -> path.substring("labels.".length()))
                .toList();
    }

    @Override
    public synchronized void delete(Namespace namespace, ContainerId id) {
        get(namespace, id);
        of(namespace).remove(id);
    }

    @Override
    public synchronized List<Namespace> list(String... filters) {
        SortedSet<Namespace> both = new TreeSet<>(all.keySet());
        both.addAll(labels.keySet());
        return List.copyOf(both);
    }

    @Override
    public synchronized void create(Namespace namespace, Map<String, String> itsLabels) {
        if (list().contains(namespace)) {
            throw new AlreadyExistsException("namespace " + namespace + " exists already");
        }
        labels.put(namespace, new TreeMap<>(itsLabels));
    }

    @Override
    public synchronized SortedMap<String, String> labels(Namespace namespace) {
        if (!list().contains(namespace)) {
            throw new NotFoundException("there is no namespace " + namespace);
        }
        return new TreeMap<>(labels.getOrDefault(namespace, Collections.emptySortedMap()));
    }

    @Override
    public synchronized void setLabels(Namespace namespace, Map<String, String> itsLabels) {
        if (!list().contains(namespace)) {
            throw new NotFoundException("there is no namespace " + namespace);
        }
        labels.put(namespace, new TreeMap<>(itsLabels));
    }

    @Override
    public synchronized SortedMap<String, String> updateLabels(
            Namespace namespace, Map<String, String> values, Set<String> fieldPaths) {
        SortedMap<String, String> changed = labels(namespace);
        changed.keySet().removeAll(keys(fieldPaths));
        changed.putAll(values);
        labels.put(namespace, changed);
        return labels(namespace);
    }

    @Override
    public synchronized void delete(Namespace namespace) {
        if (!of(namespace).isEmpty()) {
            throw new FailedPreconditionException("namespace " + namespace + " is not empty");
        }
        setLabels(namespace, Map.of());
        labels.remove(namespace);
        all.remove(namespace);
    }

    private SortedMap<ContainerId, Container> of(Namespace namespace) {
        return all.getOrDefault(namespace, Collections.emptySortedMap());
    }
}
