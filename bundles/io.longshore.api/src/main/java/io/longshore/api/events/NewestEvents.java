// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Finds the newest events of those that match, however long the journal is; it can only be read forward. */
final class NewestEvents {
    private static final long FIRST_LOOK = 2000;
    private static final int PAGE = 500;

    private final EventExchange events;
    private final int most;

    /** @param most how many are wanted */
    NewestEvents(EventExchange events, int most) {
        this.events = events;
        this.most = most;
    }

    /** The newest last. */
    List<EventRecord> matching(String... filters) {
        long last = events.lastSequence();
        for (long look = Math.max(FIRST_LOOK, most); ; look *= 8) {
            long since = Math.max(0, last - look);
            Deque<EventRecord> found = newest(since, filters);
            if (found.size() >= most || since < events.firstSequence()) {
                return List.copyOf(found);
            }
        }
    }

    /** A page at a time, since there may be very many. */
    private Deque<EventRecord> newest(long since, String... filters) {
        Deque<EventRecord> result = new ArrayDeque<>();
        long next = since;
        for (; ; ) {
            List<EventRecord> page = events.list(next, PAGE, filters);
            for (EventRecord event : page) {
                result.addLast(event);
                if (result.size() > most) {
                    result.removeFirst();
                }
            }
            if (page.size() < PAGE) {
                return result;
            }
            next = page.get(page.size() - 1).sequence();
        }
    }
}
