// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.NamespaceStore;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.filters.Filter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The namespaces. */
final class StoredNamespaces implements NamespaceStore {
    private static final int NAMED = 10;

    private final Supplier<Contents> contents;
    private final Writer writer;

    /** @param contents throws if they cannot be read any more */
    StoredNamespaces(Supplier<Contents> contents, Writer writer) {
        this.contents = contents;
        this.writer = writer;
    }

    @Override
    public void create(Namespace namespace, Map<String, String> labels) {
        SortedMap<String, String> checked = Container.checkedLabels(labels);
        writer.submit(draft -> {
            if (draft.get(new Key(namespace, null)) != null) {
                throw new AlreadyExistsException("namespace " + namespace + " already exists");
            }
            return new Change.Decision<>(
                    true,
                    List.of(new Stored.OfNamespace(draft.revision(), namespace, checked)),
                    List.of(new NamespaceEvent.Created(namespace, checked)));
        });
    }

    @Override
    public List<Namespace> list(String... filters) {
        Filter filter = Filter.parse(filters);
        return contents.get().namespaces().stream()
                .filter(stored -> filter.matches(RecordFields.of(stored)))
                .map(Stored.OfNamespace::namespace)
                .toList();
    }

    @Override
    public SortedMap<String, String> labels(Namespace namespace) {
        return present(contents.get().get(new Key(namespace, null)), namespace).labels();
    }

    @Override
    public void setLabels(Namespace namespace, Map<String, String> labels) {
        updateLabels(namespace, labels, Set.of());
    }

    @Override
    public SortedMap<String, String> updateLabels(
            Namespace namespace, Map<String, String> labels, Set<String> fieldPaths) {
        SortedMap<String, String> checked = Container.checkedLabels(labels);
        LabelPaths paths = new LabelPaths(fieldPaths);
        return writer.submit(draft -> {
            Stored.OfNamespace stored = present(draft.get(new Key(namespace, null)), namespace);
            SortedMap<String, String> updated = Container.checkedLabels(paths.apply(stored.labels(), checked));
            return new Change.Decision<>(
                    updated,
                    List.of(new Stored.OfNamespace(draft.revision(), namespace, updated)),
                    List.of(new NamespaceEvent.Updated(namespace, updated)));
        });
    }

    @Override
    public void delete(Namespace namespace) {
        writer.submit(draft -> {
            Key key = present(draft.get(new Key(namespace, null)), namespace).key();
            List<Stored.OfContainer> left = draft.containers(namespace);
            if (!left.isEmpty()) {
                throw new FailedPreconditionException("namespace '" + namespace + "' is not empty: " + named(left));
            }
            return new Change.Decision<>(
                    true,
                    List.of(new Stored.Removed(draft.revision(), key)),
                    List.of(new NamespaceEvent.Deleted(namespace)));
        });
    }

    private static Stored.OfNamespace present(@Nullable Stored stored, Namespace namespace) {
        if (stored instanceof Stored.OfNamespace found) {
            return found;
        }
        throw new NotFoundException("no namespace " + namespace);
    }

    private static String named(List<Stored.OfContainer> left) {
        String ids = left.stream()
                .limit(NAMED)
                .map(stored -> stored.container().id().value())
                .collect(Collectors.joining(", "));
        return left.size()
                + (left.size() == 1 ? " container (" : " containers (")
                + ids
                + (left.size() > NAMED ? ", ...)" : ")");
    }
}
