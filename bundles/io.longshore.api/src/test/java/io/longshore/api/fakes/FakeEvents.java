// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.filters.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/** A journal in memory; subscribers are told by whoever publishes. */
public final class FakeEvents implements EventExchange {
    public static final Instant PUBLISHED = Instant.parse("2026-11-24T10:00:04Z");

    private final List<EventRecord> journal = new CopyOnWriteArrayList<>();

    private final Set<EventListener> listeners = new CopyOnWriteArraySet<>();

    @Override
    public synchronized long publish(LongshoreEvent event) {
        EventRecord record = new EventRecord(journal.size() + 1L, PUBLISHED, event);
        journal.add(record);
        listeners.forEach(listener -> listener.onEvent(record));
        return journal.size();
    }

    private static @Nullable String field(LongshoreEvent event, List<String> path) {
        return switch (path.get(0)) {
            case "topic" -> event.topic();
            case "namespace" -> event.namespace().name();
            case "event" -> Objects.toString(event.attributes().get(path.get(path.size() - 1)), null);
            default -> null;
        };
    }

    /** How many subscriptions are open. */
    public int subscriptions() {
        return listeners.size();
    }

    @Override
    public long lastSequence() {
        return journal.size();
    }

    @Override
    public long firstSequence() {
        return 1;
    }

    @Override
    public List<EventRecord> list(long since, int limit, String... filters) {
        Filter filter = Filter.parse(filters);
        return journal.stream()
                .filter(event -> event.sequence() > since)
                .filter(event -> filter.matches(path -> field(event.event(), path)))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized EventSubscription subscribe(
            String name, long since, List<String> filters, EventListener listener) {
        Filter filter = Filter.parse(filters.toArray(String[]::new));
        EventListener filtered = event -> {
            if (filter.matches(path -> field(event.event(), path))) {
                listener.onEvent(event);
            }
        };
        list(since, Integer.MAX_VALUE).forEach(filtered::onEvent);
        listeners.add(filtered);
        return new EventSubscription() {
            @Override
            public long delivered() {
                return lastSequence();
            }

            @Override
            public void close() {
                listeners.remove(filtered);
            }
        };
    }
}
