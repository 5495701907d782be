// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.filters.Filter;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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
        Filter filter = Filter.parse(filters);
        return of(namespace).values().stream()
                .filter(container -> filter.matches(path -> field(container, path)))
                .toList();
    }

    /** Only {@code id}, {@code image} and labels. */
    private static @Nullable String field(Container container, List<String> path) {
        return switch (path.get(0)) {
            case "id" -> container.id().value();
            case "image" -> container.image();
            case "labels" -> container.labels().get(path.get(path.size() - 1));
            default -> null;
        };
    }

    @Override
    public synchronized SortedMap<Namespace, List<Container>> listAll(String... filters) {
        SortedMap<Namespace, List<Container>> copy = new TreeMap<>();
        all.keySet().forEach(namespace -> {
            List<Container> found = list(namespace, filters);
            if (!found.isEmpty()) {
                copy.put(namespace, found);
            }
        });
        return copy;
    }

    /** Only of {@code labels.<key>}, {@code image} and {@code spec}. */
    @Override
    public synchronized Container update(Namespace namespace, Container container, Set<String> fieldPaths) {
        Container.Builder changed = get(namespace, container.id()).toBuilder();
        for (String path : fieldPaths) {
            if (path.startsWith("labels.")) {
                String key = path.substring("labels.".length());
                changed.label(key, container.labels().get(key));
            } else if (path.equals("image")) {
                changed.image(container.image());
            } else if (path.equals("spec")) {
                changed.spec(container.spec());
            } else {
                throw new InvalidArgumentException("no such field: " + path);
            }
        }
        Container updated = changed.build();
        of(namespace).put(container.id(), updated);
        return updated;
    }

    @Override
    public synchronized void delete(Namespace namespace, ContainerId id) {
        get(namespace, id);
        of(namespace).remove(id);
    }

    @Override
    public synchronized List<Namespace> list(String... filters) {
        Filter filter = Filter.parse(filters);
        SortedSet<Namespace> known = new TreeSet<>(all.keySet());
        known.addAll(labels.keySet());
        return known.stream()
                .filter(namespace -> filter.matches(path -> path.get(0).equals("name")
                        ? namespace.name()
                        : labels.getOrDefault(namespace, Collections.emptySortedMap())
                                .get(path.get(path.size() - 1))))
                .toList();
    }

    @Override
    public synchronized void create(Namespace namespace, Map<String, String> given) {
        if (list().contains(namespace)) {
            throw new AlreadyExistsException("namespace " + namespace + " exists already");
        }
        labels.put(namespace, new TreeMap<>(given));
    }

    @Override
    public synchronized SortedMap<String, String> labels(Namespace namespace) {
        require(namespace);
        return new TreeMap<>(labels.getOrDefault(namespace, Collections.emptySortedMap()));
    }

    @Override
    public synchronized void setLabels(Namespace namespace, Map<String, String> given) {
        require(namespace);
        labels.put(namespace, new TreeMap<>(given));
    }

    @Override
    public synchronized SortedMap<String, String> updateLabels(
            Namespace namespace, Map<String, String> given, Set<String> fieldPaths) {
        SortedMap<String, String> changed = labels(namespace);
        for (String path : fieldPaths) {
            String key = path.substring("labels.".length());
            if (given.containsKey(key)) {
                changed.put(key, given.get(key));
            } else {
                changed.remove(key);
            }
        }
        setLabels(namespace, changed);
        return changed;
    }

    @Override
    public synchronized void delete(Namespace namespace) {
        require(namespace);
        if (!of(namespace).isEmpty()) {
            throw new FailedPreconditionException("namespace " + namespace + " is not empty: it has containers "
                    + of(namespace).keySet());
        }
        all.remove(namespace);
        labels.remove(namespace);
    }

    private void require(Namespace namespace) {
        if (!list().contains(namespace)) {
            throw new NotFoundException("there is no namespace " + namespace);
        }
    }

    private SortedMap<ContainerId, Container> of(Namespace namespace) {
        return all.getOrDefault(namespace, Collections.emptySortedMap());
    }
}
