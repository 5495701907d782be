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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A journal in memory; subscribers are told by whoever publishes. */
public final class FakeEvents implements EventExchange {
    public static final Instant PUBLISHED = Instant.parse("2026-11-24T10:00:04Z");

    private final List<EventRecord> journal = new CopyOnWriteArrayList<>();

    private final Map<EventListener, CompletableFuture<Void>> listeners = new ConcurrentHashMap<>();

    @Override
    public synchronized long publish(LongshoreEvent event) {
        EventRecord record = new EventRecord(journal.size() + 1L, PUBLISHED, event);
        journal.add(record);
        listeners.keySet().forEach(listener -> listener.onEvent(record));
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

    /** Ends all subscriptions, as an exchange does that is closed. */
    public void end() {
        listeners.keySet().forEach(this::end);
    }

    private void end(EventListener listener) {
        CompletableFuture<Void> ended = listeners.remove(listener);
        if (ended != null) {
            ended.complete(null);
        }
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
        CompletableFuture<Void> ended = new CompletableFuture<>();
        listeners.put(filtered, ended);
        return new EventSubscription() {
            @Override
            public long delivered() {
                return lastSequence();
            }

            @Override
            public CompletionStage<Void> ended() {
                return ended;
            }

            @Override
            public void close() {
                end(filtered);
            }
        };
    }
}
