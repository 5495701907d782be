// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.management.EventData;
import io.longshore.management.EventsMXBean;
import java.util.List;

/** The Events MBean, in terms of the API. */
final class EventOperations implements EventsMXBean {
    private static final int MAX_EVENTS = 10_000;

    private final EventExchange events;

    EventOperations(EventExchange events) {
        this.events = events;
    }

    @Override
    public long getLastSequence() {
        return events.lastSequence();
    }

    @Override
    public long getFirstSequence() {
        return events.firstSequence();
    }

    @Override
    public List<EventData> listEvents(long sinceSequence, int limit, String[] filters) {
        Arguments.between("sinceSequence", 0, sinceSequence, Long.MAX_VALUE);
        Arguments.between("limit", 1, limit, MAX_EVENTS);
        return events.list(sinceSequence, limit, Arguments.required("filters", filters)).stream()
                .map(Rows::of)
                .toList();
    }
}
