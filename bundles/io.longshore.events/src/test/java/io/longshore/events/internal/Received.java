// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import java.util.ArrayList;
import java.util.List;

/** What a subscriber was given, in its order. */
final class Received {
    private final List<EventRecord> events = new ArrayList<>();

    synchronized void add(EventRecord event) {
        events.add(event);
    }

    synchronized List<Long> numbers() {
        return Samples.numbers(events);
    }

    synchronized List<Long> pids() {
        return events.stream().map(Samples::pid).toList();
    }

    synchronized long last() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).sequence();
    }
}
