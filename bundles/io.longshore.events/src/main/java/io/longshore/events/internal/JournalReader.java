// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads events from the segments, going on where it stopped. For one thread. */
final class JournalReader implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final Journal journal;
    private final EventReader events;
    private @Nullable SegmentReader current;
    private long unreadable = -1;

    JournalReader(Journal journal, EventReader events) {
        this.journal = journal;
        this.events = events;
    }

    /**
     * Fills in events with numbers greater than {@code since}, in order.
     *
     * @return how many; 0 if the segments have none
     */
    int read(long since, EventRecord[] into, int limit) throws IOException {
        int count = 0;
        long reached = since;
        if (current != null && current.sequence() > since) {
            close();
        }
        SegmentReader reader = current == null ? openFirst(journal.after(since)) : current;
        while (reader != null && count < limit) {
            if (!reader.next()) {
                List<Segment> later = journal.behind(reader.segment());
                // once there is a later one, this one is complete, which it may not have been a moment ago
                if (later.isEmpty() || !reader.next()) {
                    reader = openFirst(later);
                    continue;
                }
            }
            // a write that failed half way may have left whole frames behind, which were written again to the next
            // segment
            if (reader.sequence() > reached) {
                reached = reader.sequence();
                EventRecord event = events.read(reader);
                if (event != null) {
                    into[count++] = event;
                }
            }
        }
        return count;
    }

    /** Gives up the segment that {@link #read} failed in. */
    void skipUnreadable(long since) {
        Segment segment =
                current == null ? journal.after(since).stream().findFirst().orElse(null) : current.segment();
        if (segment != null) {
            unreadable = Math.max(unreadable, segment.first());
            LOG.error("{} cannot be read; its events are left out", segment.file());
        }
    }

    private @Nullable SegmentReader openFirst(List<Segment> candidates) throws IOException {
        for (Segment segment : candidates) {
            if (segment.first() > unreadable && segment.end() > Segment.HEADER && Files.exists(segment.file())) {
                SegmentReader next = new SegmentReader(segment);
                close();
                current = next;
                return next;
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        SegmentReader reader = current;
        current = null;
        if (reader != null) {
            reader.close();
        }
    }
}
