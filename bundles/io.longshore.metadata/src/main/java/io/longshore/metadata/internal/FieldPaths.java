// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.Container;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which parts of a record an update replaces. */
final class FieldPaths {
    private static final String LABELS = "labels.";
    private static final String EXTENSIONS = "extensions.";
    private static final Set<String> WHOLE = Set.of("labels", "spec", "extensions", "image", "snapshotkey");

    private final List<String> paths;
    private final boolean all;

    /** @throws InvalidArgumentException for a path that does not exist or must not change */
    FieldPaths(Set<String> paths) {
        all = paths.isEmpty();
        this.paths = new ArrayList<>(new TreeSet<>(all ? WHOLE : paths));
        for (String path : this.paths) {
            if (!WHOLE.contains(path) && !hasKey(path, LABELS) && !hasKey(path, EXTENSIONS)) {
                throw new InvalidArgumentException("the field path '" + path + "' cannot be updated; possible are "
                        + new TreeSet<>(WHOLE) + ", labels.<key> and extensions.<key>");
            }
        }
    }

    private static boolean hasKey(String path, String prefix) {
        return path.startsWith(prefix) && path.length() > prefix.length();
    }

    Container apply(Container stored, Container given) {
        if (all) {
            refuseChange(
                    stored, "runtime", stored.runtime().name(), given.runtime().name());
            refuseChange(stored, "snapshotter", stored.snapshotter(), given.snapshotter());
        }
        Container.Builder builder = stored.toBuilder();
        for (String path : paths) {
            switch (path) {
                case "labels" ->
                    keys(stored.labels().keySet(), given.labels().keySet())
                            .forEach(key -> builder.label(key, given.labels().get(key)));
                case "extensions" ->
                    keys(stored.extensions().keySet(), given.extensions().keySet())
                            .forEach(key ->
                                    builder.extension(key, given.extensions().get(key)));
                case "spec" -> builder.spec(given.spec());
                case "image" -> builder.image(given.image());
                case "snapshotkey" -> builder.snapshot(stored.snapshotter(), given.snapshotKey());
                default -> oneKey(builder, given, path);
            }
        }
        return builder.build();
    }

    /** The key is all that follows the first dot: label names have dots themselves. */
    private static void oneKey(Container.Builder builder, Container given, String path) {
        String key = path.substring(path.indexOf('.') + 1);
        if (path.startsWith(LABELS)) {
            builder.label(key, given.labels().get(key));
        } else {
            builder.extension(key, given.extensions().get(key));
        }
    }

    private static Set<String> keys(Collection<String> stored, Collection<String> given) {
        Set<String> keys = new TreeSet<>(stored);
        keys.addAll(given);
        return keys;
    }

    private static void refuseChange(Container container, String what, String stored, String given) {
        if (!stored.equals(given)) {
            throw new InvalidArgumentException("the " + what + " of container " + container.id()
                    + " cannot change from '" + stored + "' to '" + given + "'; delete the container and make it anew");
        }
    }
}
