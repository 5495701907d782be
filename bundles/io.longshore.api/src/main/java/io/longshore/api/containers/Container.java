// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.containers;

import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.TypedPayload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The durable record of what should run; made by {@link #builder}, immutable.
 *
 * <p>The constructor throws {@link InvalidArgumentException} if a rule above is broken.
 *
 * @param labels for people and programs; key and value together at most 4096 bytes of UTF-8
 * @param image the name it came from; empty if none
 * @param spec usually {@link OciSpec#toPayload}
 * @param snapshotter which snapshotter holds the root file system; empty if none
 * @param snapshotKey its name there; needs a snapshotter
 * @param createdAt set by the store; {@link Instant#EPOCH} before
 * @param updatedAt set by the store; {@link Instant#EPOCH} before
 * @param extensions payloads that others keep with the container, by name
 */
public record Container(
        ContainerId id,
        SortedMap<String, String> labels,
        String image,
        RuntimeInfo runtime,
        TypedPayload spec,
        String snapshotter,
        String snapshotKey,
        Instant createdAt,
        Instant updatedAt,
        SortedMap<String, TypedPayload> extensions) {
    private static final int MAX_LABEL_BYTES = 4096;

    public Container {
        if (!snapshotKey.isEmpty() && snapshotter.isEmpty()) {
            throw new InvalidArgumentException("container " + id + " has a snapshot key but no snapshotter");
        }
        labels = checkedLabels(labels);
        extensions = Collections.unmodifiableSortedMap(new TreeMap<>(extensions));
        if (extensions.containsKey("")) {
            throw new InvalidArgumentException("container " + id + " has an extension without a name");
        }
    }

    /**
     * A sorted, unmodifiable copy.
     *
     * @throws InvalidArgumentException if a key is empty, or a key and its value are longer than 4096 bytes together
     */
    public static SortedMap<String, String> checkedLabels(Map<String, String> labels) {
        labels.forEach((key, value) -> {
            if (key.isEmpty()) {
                throw new InvalidArgumentException("a label must have a name");
            }
            if (bytes(key) + bytes(value) > MAX_LABEL_BYTES) {
                String name = key.substring(0, Math.min(key.length(), 64)).replaceAll("\\p{C}", "?");
                throw new InvalidArgumentException("the label " + name
                        + " is too long: key and value together may have " + MAX_LABEL_BYTES + " bytes");
            }
        });
        return Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A builder for a new record with {@link RuntimeInfo#UNSPECIFIED}. */
    public static Builder builder(ContainerId id, OciSpec spec) {
        return new Builder(id, spec.toPayload());
    }

    /** A builder that starts from this record. */
    public Builder toBuilder() {
        Builder builder = new Builder(id, spec);
        builder.labels.putAll(labels);
        builder.extensions.putAll(extensions);
        builder.createdAt = createdAt;
        builder.updatedAt = updatedAt;
        return builder.image(image).runtime(runtime).snapshot(snapshotter, snapshotKey);
    }

    /** Not thread-safe. */
    public static final class Builder {
        private final ContainerId id;
        private final Map<String, String> labels = new TreeMap<>();
        private final Map<String, TypedPayload> extensions = new TreeMap<>();
        private TypedPayload spec;
        private String image = "";
        private RuntimeInfo runtime = RuntimeInfo.UNSPECIFIED;
        private String snapshotter = "";
        private String snapshotKey = "";
        private Instant createdAt = Instant.EPOCH;
        private Instant updatedAt = Instant.EPOCH;

        private Builder(ContainerId id, TypedPayload spec) {
            this.id = id;
            this.spec = spec;
        }

        public Builder spec(TypedPayload payload) {
            spec = payload;
            return this;
        }

        /** Adds a label; null removes it. */
        public Builder label(String key, @Nullable String value) {
            set(labels, key, value);
            return this;
        }

        /** Adds an extension; null removes it. */
        public Builder extension(String name, @Nullable TypedPayload payload) {
            set(extensions, name, payload);
            return this;
        }

        public Builder image(String name) {
            image = name;
            return this;
        }

        public Builder runtime(RuntimeInfo info) {
            runtime = info;
            return this;
        }

        public Builder snapshot(String snapshotterName, String key) {
            snapshotter = snapshotterName;
            snapshotKey = key;
            return this;
        }

        /** For stores only: what they know and callers do not. */
        public Builder times(Instant created, Instant updated) {
            createdAt = created;
            updatedAt = updated;
            return this;
        }

        public Container build() {
            return new Container(
                    id,
                    new TreeMap<>(labels),
                    image,
                    runtime,
                    spec,
                    snapshotter,
                    snapshotKey,
                    createdAt,
                    updatedAt,
                    new TreeMap<>(extensions));
        }

        private static <V> void set(Map<String, V> map, String key, @Nullable V value) {
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value);
            }
        }
    }
}
