// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.filters.Fields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as filters see them: containerd's fields under containerd's names, and the snapshot; an empty one is absent. */
final class RecordFields {
    private static final String LABELS = "labels.";

    private RecordFields() {}

    static Fields of(Stored.OfContainer stored) {
        return path -> {
            var container = stored.container();
            return switch (joined(path)) {
                case "id" -> container.id().value();
                case "image" -> unlessEmpty(container.image());
                case "runtime.name" -> container.runtime().name();
                case "snapshotter" -> unlessEmpty(container.snapshotter());
                case "snapshotkey" -> unlessEmpty(container.snapshotKey());
                default -> label(container.labels(), joined(path));
            };
        };
    }

    static Fields of(Stored.OfNamespace stored) {
        return path -> joined(path).equals("name") ? stored.namespace().name() : label(stored.labels(), joined(path));
    }

    /** Labels have dots in their names, quoted in the filter or not. */
    private static @Nullable String label(Map<String, String> labels, String path) {
        return path.startsWith(LABELS) ? labels.get(path.substring(LABELS.length())) : null;
    }

    private static @Nullable String unlessEmpty(String value) {
        return value.isEmpty() ? null : value;
    }

    private static String joined(List<String> path) {
        return String.join(".", path);
    }
}
