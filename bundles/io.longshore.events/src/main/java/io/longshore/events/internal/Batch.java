// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events that are written together. */
final class Batch {
    private final List<EventRecord> events = new ArrayList<>();
    private final ByteSink frames = new ByteSink();

    /** Adds an event, or throws and leaves the batch as it was. */
    void add(long sequence, Instant time, LongshoreEvent event) {
        Frame.append(frames, sequence, time, event);
        events.add(new EventRecord(sequence, time, event));
    }

    List<EventRecord> events() {
        return events;
    }

    ByteSink frames() {
        return frames;
    }

    long first() {
        return events.get(0).sequence();
    }

    long last() {
        return events.get(events.size() - 1).sequence();
    }

    void clear() {
        events.clear();
        frames.clear();
    }
}
