// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Some labels to set and some to remove.
 *
 * @param labels null values are to be removed
 */
record LabelChange(Map<String, @Nullable String> labels) {
    /** @throws InvalidArgumentException if a key is named twice, or there is no key */
    static LabelChange parse(List<String> set, List<String> removed) {
        Map<String, @Nullable String> labels = new LinkedHashMap<>();
        for (String label : set) {
            KeyValue pair = KeyValue.parse("a label", label);
            put(labels, pair.key(), pair.value());
        }
        removed.forEach(key -> put(labels, key, null));
        return new LabelChange(labels);
    }

    private static void put(Map<String, @Nullable String> labels, String key, @Nullable String value) {
        if (key.isEmpty() || labels.containsKey(key)) {
            throw new InvalidArgumentException("name each label once, not '" + key + "'");
        }
        labels.put(key, value);
    }

    Set<String> fieldPaths() {
        Set<String> paths = new TreeSet<>();
        labels.keySet().forEach(key -> paths.add("labels." + key));
        return paths;
    }

    /** Those that are not to be removed. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        labels.forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }
}
