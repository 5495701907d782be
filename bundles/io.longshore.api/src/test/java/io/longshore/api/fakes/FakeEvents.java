// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

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
        return journal.stream()
                .filter(event -> event.sequence() > since)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized EventSubscription subscribe(
            String name, long since, List<String> filters, EventListener listener) {
        list(since, Integer.MAX_VALUE).forEach(listener::onEvent);
        listeners.add(listener);
        return new EventSubscription() {
            @Override
            public long delivered() {
                return lastSequence();
            }

            @Override
            public void close() {
                listeners.remove(listener);
            }
        };
    }
}
