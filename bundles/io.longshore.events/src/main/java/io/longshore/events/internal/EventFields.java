// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.filters.Fields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as filters see it: as containerd's do, with an empty field being absent, though not an empty label. For one
 * thread.
 */
final class EventFields implements Fields {
    private static final String LABELS = "labels.";

    private final LongshoreEvent event;
    private @Nullable Map<String, Object> attributes;

    EventFields(LongshoreEvent event) {
        this.event = event;
    }

    @Override
    public @Nullable String field(List<String> path) {
        String rest = String.join(".", path.subList(1, path.size()));
        return switch (path.get(0)) {
            case "topic" -> rest.isEmpty() ? event.topic() : null;
            case "namespace" -> rest.isEmpty() ? event.namespace().name() : null;
            case "event" -> attribute(rest);
            default -> null;
        };
    }

    /** Made once and only if asked for: each subscriber asks for each event. */
    private @Nullable String attribute(String name) {
        Map<String, Object> known = attributes;
        if (known == null) {
            known = event.attributes();
            attributes = known;
        }
        Object value = known.get(name);
        if (value == null || (value.equals("") && !name.startsWith(LABELS))) {
            return null;
        }
        return value.toString();
    }
}
