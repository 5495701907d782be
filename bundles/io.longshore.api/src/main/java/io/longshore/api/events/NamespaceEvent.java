// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import io.longshore.api.Namespace;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something that happened to a namespace itself. */
public sealed interface NamespaceEvent extends LongshoreEvent {
    record Created(Namespace namespace, SortedMap<String, String> labels) implements NamespaceEvent {
        public Created {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }

        @Override
        public String topic() {
            return "/namespaces/create";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this, labels);
        }
    }

    record Updated(Namespace namespace, SortedMap<String, String> labels) implements NamespaceEvent {
        public Updated {
            labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        }

        @Override
        public String topic() {
            return "/namespaces/update";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this, labels);
        }
    }

    record Deleted(Namespace namespace) implements NamespaceEvent {
        @Override
        public String topic() {
            return "/namespaces/delete";
        }

        @Override
        public SortedMap<String, Object> attributes() {
            return of(this, Collections.emptySortedMap());
        }
    }

    private static SortedMap<String, Object> of(NamespaceEvent event, SortedMap<String, String> labels) {
        EventAttributes attributes =
                new EventAttributes().with("name", event.namespace().name());
        labels.forEach((key, value) -> attributes.with("labels." + key, value));
        return attributes.done();
    }
}
