// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.InvalidArgumentException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which labels of a namespace an update replaces. */
final class LabelPaths {
    private static final String LABELS = "labels.";

    private final Set<String> paths;

    /** @throws InvalidArgumentException for a path that does not exist */
    LabelPaths(Set<String> paths) {
        this.paths = new TreeSet<>(paths);
        for (String path : this.paths) {
            if (!path.startsWith(LABELS) || path.length() == LABELS.length()) {
                throw new InvalidArgumentException(
                        "the field path '" + path + "' of a namespace cannot be updated; possible is labels.<key>");
            }
        }
    }

    SortedMap<String, String> apply(SortedMap<String, String> stored, Map<String, String> given) {
        if (paths.isEmpty()) {
            return new TreeMap<>(given);
        }
        SortedMap<String, String> updated = new TreeMap<>(stored);
        for (String path : paths) {
            String key = path.substring(LABELS.length());
            if (given.containsKey(key)) {
                updated.put(key, given.get(key));
            } else {
                updated.remove(key);
            }
        }
        return updated;
    }
}
