// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import io.longshore.api.runtime.Exit;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects {@link LongshoreEvent#attributes}. */
final class EventAttributes {
    private final SortedMap<String, Object> values = new TreeMap<>();

    EventAttributes with(String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }

    EventAttributes with(@Nullable Exit exit) {
        if (exit == null) {
            return this;
        }
        return with("exit_status", exit.status())
                .with("exited_at", exit.at().toString())
                .with("cause", exit.cause().name())
                .with("detail", exit.detail());
    }

    SortedMap<String, Object> done() {
        return Collections.unmodifiableSortedMap(values);
    }
}
