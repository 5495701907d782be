// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** A task's last events, and those of its record. */
record LastEventsLook(EventExchange events, TaskKey key) {
    private static final String NAME = "events";
    private static final int WANTED = 10;
    /** Looked through from the newest on, in growing parts: most often the first is enough. */
    private static final int FIRST_PART = 1000;

    Sight look() {
        long first = events.firstSequence() - 1;
        long last = events.lastSequence();
        for (long part = FIRST_PART; ; part *= 10) {
            long since = Math.max(first, last - part);
            List<EventRecord> found = since(since);
            if (found.size() == WANTED || since <= first) {
                return Sight.ok(
                        NAME,
                        found.isEmpty()
                                ? "the journal has none of it any more"
                                : found.stream().map(LastEventsLook::line).collect(Collectors.joining("\n")));
            }
        }
    }

    private List<EventRecord> since(long since) {
        // names are identifiers, which need no quotes
        String filter = "namespace==" + key.namespace() + ",event.container_id==" + key.id();
        Deque<EventRecord> newest = new ArrayDeque<>();
        long from = since;
        while (true) {
            List<EventRecord> page = events.list(from, FIRST_PART, filter);
            for (EventRecord record : page) {
                newest.add(record);
                if (newest.size() > WANTED) {
                    newest.remove();
                }
            }
            if (page.size() < FIRST_PART) {
                return List.copyOf(newest);
            }
            from = page.get(page.size() - 1).sequence();
        }
    }

    private static String line(EventRecord record) {
        String attributes = record.event().attributes().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("container_id"))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        return record.sequence() + " " + record.time() + " " + record.event().topic() + " " + attributes;
    }
}
