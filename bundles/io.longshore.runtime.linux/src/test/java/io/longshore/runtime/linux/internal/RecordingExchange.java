// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventListener;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import io.longshore.api.events.LongshoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps what is published; a test can look at it, or do something while it is published. */
final class RecordingExchange implements EventExchange {
    private final List<EventRecord> events = new ArrayList<>();
    Instant now = RuntimeWithFakeShims.NOW;

    /** How many are not in the journal any more. */
    private int gone;

    /** How often the journal was looked at. */
    int looks;

    private volatile Consumer<LongshoreEvent> before = event -> {};

    private volatile Runnable beforeLastSequence = () -> {};

    /** A creation asks for it when its directories are made, before its record is written. */
    void beforeLastSequence(Runnable action) {
        beforeLastSequence = action;
    }

    void before(Consumer<LongshoreEvent> action) {
        before = action;
    }

    synchronized void forget() {
        events.clear();
    }

    /** Those after this number were never published. */
    synchronized void cutOff(int number) {
        events.subList(number, events.size()).clear();
    }

    /** The journal is full of others' events: none of those until now is in it any more. */
    synchronized void rotate() {
        gone = events.size();
    }

    synchronized List<String> topics() {
        return events.stream().map(record -> record.event().topic()).toList();
    }

    synchronized LongshoreEvent last() {
        return events.get(events.size() - 1).event();
    }

    @Override
    public long publish(LongshoreEvent event) {
        before.accept(event);
        synchronized (this) {
            events.add(new EventRecord(events.size() + 1L, now, event));
            return events.size();
        }
    }

    @Override
    public synchronized long lastSequence() {
        beforeLastSequence.run();
        return events.size();
    }

    @Override
    public synchronized long firstSequence() {
        return gone + 1L;
    }

    @Override
    public synchronized List<EventRecord> list(long since, int limit, String... filters) {
        looks++;
        List<EventRecord> found = new ArrayList<>();
        for (int i = (int) Math.max(since, gone); i < events.size() && found.size() < limit; i++) {
            found.add(events.get(i));
        }
        return found;
    }

    @Override
    public EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener) {
        throw new UnavailableException("nobody subscribes here");
    }
}
