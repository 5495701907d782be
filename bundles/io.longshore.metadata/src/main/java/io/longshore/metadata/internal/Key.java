// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What a record is about: a container, or, without an id, a namespace itself. A namespace sorts before its containers. */
record Key(Namespace namespace, @Nullable ContainerId id) implements Comparable<Key> {
    private static final Comparator<Key> ORDER = Comparator.comparing(Key::namespace)
            .thenComparing(Key::id, Comparator.nullsFirst(Comparator.<ContainerId>naturalOrder()));

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }

    /** The key in the maps on disk. */
    @Override
    public String toString() {
        return id == null ? namespace.name() : namespace.name() + "/" + id.value();
    }
}
