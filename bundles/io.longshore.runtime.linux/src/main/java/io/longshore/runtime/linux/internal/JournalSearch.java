// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Publishes what the end of an earlier process may have kept from being published: unless the journal has it.
 *
 * <p>An id is used again and again, and so is a pid. What is in the journal from before a task was created is not about it; that is
 * known by the numbers of events, since the times of those that follow may be earlier: clocks are set back.
 */
record JournalSearch(EventExchange events) {
    private static final int PAGE = 1000;

    /** @param number of an event before any of the task that this is about */
    void publishUnlessDone(TaskEvent event, long number) {
        if (!has(number, known -> isSame(known, event))) {
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

    /** The last matching event with a greater number. */
    Optional<TaskEvent> last(long number, Predicate<TaskEvent> wanted) {
        Optional<TaskEvent> last = Optional.empty();
        long since = number;
        while (true) {
            List<EventRecord> page = events.list(since, PAGE);
            if (page.isEmpty()) {
                return last;
            }
            for (EventRecord record : page) {
                if (record.event() instanceof TaskEvent known && wanted.test(known)) {
                    last = Optional.of(known);
                }
            }
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
