// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.filters.Fields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as filters see it. For one thread. */
final class EventFields implements Fields {
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
        return value == null ? null : value.toString();
    }
}
