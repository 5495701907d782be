// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Keeps what was published; refuses, forgets and fails on demand. */
class RecordingExchange implements EventExchange {
    final List<LongshoreEvent> events = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    volatile boolean unreadable;
    /** What is published is taken only if this does not throw. */
    volatile Consumer<LongshoreEvent> onPublish = event -> {};
    /** Older ones the bounded journal no longer has. */
    volatile long first = 1;

    @Override
    public long publish(LongshoreEvent event) {
        if (closed) {
            throw new UnavailableException("the exchange is closed");
        }
        onPublish.accept(event);
        events.add(event);
        return events.size();
    }

    @Override
    public long lastSequence() {
        return events.size();
    }

    @Override
    public long firstSequence() {
        return first;
    }

    @Override
    public List<EventRecord> list(long since, int limit, String... filters) {
        if (unreadable) {
            throw new UnavailableException("the journal cannot be read");
        }
        return LongStream.rangeClosed(Math.max(since + 1, first), Math.min(events.size(), since + limit))
                .mapToObj(number -> new EventRecord(number, Instant.EPOCH, events.get((int) number - 1)))
                .toList();
    }

    @Override
    public EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener) {
        throw new UnsupportedOperationException("the stores do not subscribe");
    }
}
