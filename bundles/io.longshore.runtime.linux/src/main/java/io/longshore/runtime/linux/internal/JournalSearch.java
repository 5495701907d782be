// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;

/**
 * Publishes what the end of an earlier process may have kept from being published: unless the journal has it.
 *
 * <p>An id is used again and again, and so is a pid. What is in the journal from before a task was created is not about it.
 */
record JournalSearch(EventExchange events) {
    private static final int PAGE = 1000;

    /** @param createdAt when the task was created that this is about */
    void publishUnlessDone(TaskEvent event, Instant createdAt) {
        if (count(createdAt, known -> isSame(known, event)) == 0) {
            events.publish(event);
        }
    }

    /** Whether there is a matching event with a greater number. */
    boolean has(long number, Predicate<TaskEvent> wanted) {
        long since = number;
        while (true) {
            List<EventRecord> page = events.list(since, PAGE);
            if (page.isEmpty()) {
                return false;
            }
            if (page.stream().anyMatch(record -> record.event() instanceof TaskEvent known && wanted.test(known))) {
                return true;
            }
            since = page.get(page.size() - 1).sequence();
        }
    }

    /** How many events match that were published since. */
    long count(Instant createdAt, Predicate<TaskEvent> wanted) {
        // whoever keeps the journal may do so with less than nanoseconds
        Instant earliest = createdAt.truncatedTo(ChronoUnit.MILLIS);
        long found = 0;
        long since = 0;
        while (true) {
            List<EventRecord> page = events.list(since, PAGE);
            if (page.isEmpty()) {
                return found;
            }
            found += page.stream()
                    .filter(record -> !record.time().isBefore(earliest))
                    .filter(record -> record.event() instanceof TaskEvent known && wanted.test(known))
                    .count();
            since = page.get(page.size() - 1).sequence();
        }
    }

    private static boolean isSame(TaskEvent known, TaskEvent event) {
        return known.getClass() == event.getClass()
                && known.namespace().equals(event.namespace())
                && known.containerId().equals(event.containerId())
                && attribute(known, "pid").equals(attribute(event, "pid"))
                && attribute(known, "id").equals(attribute(event, "id"));
    }

    private static Object attribute(TaskEvent event, String name) {
        return event.attributes().getOrDefault(name, "");
    }
}
