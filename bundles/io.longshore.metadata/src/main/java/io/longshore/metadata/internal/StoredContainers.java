// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.filters.Filter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The container records. */
final class StoredContainers implements ContainerStore {
    private final Supplier<Contents> contents;
    private final Writer writer;
    private final Clock clock;

    /** @param contents throws if they cannot be read any more */
    StoredContainers(Supplier<Contents> contents, Writer writer, Clock clock) {
        this.contents = contents;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public Container create(Namespace namespace, Container container) {
        return writer.submit(draft -> {
            if (draft.get(new Key(namespace, container.id())) != null) {
                throw new AlreadyExistsException(
                        "container " + container.id() + " already exists in namespace " + namespace);
            }
            List<Stored> writes = new ArrayList<>();
            List<LongshoreEvent> events = new ArrayList<>();
            if (draft.get(new Key(namespace, null)) == null) {
                SortedMap<String, String> labels = Collections.emptySortedMap();
                writes.add(new Stored.OfNamespace(draft.revision(), namespace, labels));
                events.add(new NamespaceEvent.Created(namespace, labels));
            }
            Instant now = clock.instant();
            Container created = container.toBuilder().times(now, now).build();
            writes.add(new Stored.OfContainer(draft.revision(), namespace, created));
            events.add(new ContainerEvent.Created(namespace, created.id(), created.image(), created.runtime()));
            return new Change.Decision<>(created, writes, events);
        });
    }

    @Override
    public Container get(Namespace namespace, ContainerId id) {
        return present(contents.get().get(new Key(namespace, id)), namespace, id);
    }

    @Override
    public List<Container> list(Namespace namespace, String... filters) {
        Filter filter = Filter.parse(filters);
        return contents.get().containers(namespace).stream()
                .filter(stored -> filter.matches(RecordFields.of(stored)))
                .map(Stored.OfContainer::container)
                .toList();
    }

    @Override
    public SortedMap<Namespace, List<Container>> listAll(String... filters) {
        Filter filter = Filter.parse(filters);
        SortedMap<Namespace, List<Container>> found = contents.get().containers().stream()
                .filter(stored -> filter.matches(RecordFields.of(stored)))
                .collect(Collectors.groupingBy(
                        Stored.OfContainer::namespace,
                        TreeMap::new,
                        Collectors.mapping(Stored.OfContainer::container, Collectors.toUnmodifiableList())));
        return Collections.unmodifiableSortedMap(found);
    }

    @Override
    public Container update(Namespace namespace, Container container, Set<String> fieldPaths) {
        FieldPaths paths = new FieldPaths(fieldPaths);
        return writer.submit(draft -> {
            Container stored = present(draft.get(new Key(namespace, container.id())), namespace, container.id());
            Container updated = paths.apply(stored, container).toBuilder()
                    .times(stored.createdAt(), laterThan(stored.updatedAt()))
                    .build();
            return new Change.Decision<>(
                    updated,
                    List.of(new Stored.OfContainer(draft.revision(), namespace, updated)),
                    List.of(new ContainerEvent.Updated(
                            namespace, updated.id(), updated.image(), updated.labels(), updated.snapshotKey())));
        });
    }

    @Override
    public void delete(Namespace namespace, ContainerId id) {
        writer.submit(draft -> {
            Key key = new Key(
                    namespace,
                    present(draft.get(new Key(namespace, id)), namespace, id).id());
            return new Change.Decision<>(
                    true,
                    List.of(new Stored.Removed(draft.revision(), key)),
                    List.of(new ContainerEvent.Deleted(namespace, id)));
        });
    }

    private static Container present(@Nullable Stored stored, Namespace namespace, ContainerId id) {
        if (stored instanceof Stored.OfContainer found) {
            return found.container();
        }
        throw new NotFoundException("no container " + id + " in namespace " + namespace);
    }

    /** Clocks are set back, and two updates may come within one tick. */
    private Instant laterThan(Instant before) {
        Instant now = clock.instant();
        return now.isAfter(before) ? now : before.plusNanos(1);
    }
}
