// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Immutable multi-valued metadata; keeps the order of keys and values. */
final class TtrpcMetadata {

    private TtrpcMetadata() {}

    static Map<String, List<String>> copyOf(Map<String, List<String>> metadata) {
        return edited(metadata, copy -> copy);
    }

    static Map<String, List<String>> with(Map<String, List<String>> metadata, String key, String value) {
        return edited(metadata, copy -> {
            copy.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
            return copy;
        });
    }

    private static Map<String, List<String>> edited(
            Map<String, List<String>> metadata, UnaryOperator<Map<String, List<String>>> edit) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        metadata.forEach((key, values) -> copy.put(key, new ArrayList<>(values)));
        Map<String, List<String>> edited = edit.apply(copy);
        edited.replaceAll((key, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(edited);
    }
}
