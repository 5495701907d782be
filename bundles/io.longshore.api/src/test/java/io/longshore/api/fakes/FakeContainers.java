// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
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
import java.util.TreeMap;

/** Both stores, in memory. */
public final class FakeContainers implements ContainerStore, NamespaceStore {
    public static final Instant CREATED = Instant.parse("2026-11-24T10:00:00Z");

    private final SortedMap<Namespace, SortedMap<ContainerId, Container>> all = new TreeMap<>();

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

    @Override
    public Container update(Namespace namespace, Container container, Set<String> fieldPaths) {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public synchronized void delete(Namespace namespace, ContainerId id) {
        get(namespace, id);
        of(namespace).remove(id);
    }

    @Override
    public synchronized List<Namespace> list(String... filters) {
        return List.copyOf(all.keySet());
    }

    @Override
    public void create(Namespace namespace, Map<String, String> labels) {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public SortedMap<String, String> labels(Namespace namespace) {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public void setLabels(Namespace namespace, Map<String, String> labels) {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public SortedMap<String, String> updateLabels(
            Namespace namespace, Map<String, String> labels, Set<String> fieldPaths) {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public void delete(Namespace namespace) {
        throw new UnsupportedOperationException("not called");
    }

    private SortedMap<ContainerId, Container> of(Namespace namespace) {
        return all.getOrDefault(namespace, Collections.emptySortedMap());
    }
}
