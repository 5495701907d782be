// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal in memory. */
public final class FakeEvents implements EventExchange {
    public static final Instant PUBLISHED = Instant.parse("2026-11-24T10:00:04Z");

    private final List<EventRecord> journal = new CopyOnWriteArrayList<>();

    @Override
    public long publish(LongshoreEvent event) {
        journal.add(new EventRecord(journal.size() + 1L, PUBLISHED, event));
        return journal.size();
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
    public EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener) {
        throw new UnsupportedOperationException("not called");
    }
}
