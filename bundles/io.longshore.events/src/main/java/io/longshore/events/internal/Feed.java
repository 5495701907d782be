// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * A place among the events, from which it reads on: from memory where that reaches back far enough, else from the segments.
 * For one thread.
 */
final class Feed implements Closeable {
    private final Tail tail;
    private final Journal journal;
    private final JournalReader reader;
    private final LongConsumer skipped;
    private long position;

    /**
     * @param since the event before the first to be read
     * @param skipped told how many numbers the journal no longer reached back
     */
    Feed(Tail tail, Journal journal, EventReader events, long since, LongConsumer skipped) {
        this.tail = tail;
        this.journal = journal;
        this.reader = new JournalReader(journal, events);
        this.position = since;
        this.skipped = skipped;
    }

    /** The number of the oldest event to be had; of the next one to come if there is none. */
    static long first(Tail tail, Journal journal) {
        long inMemory = tail.first();
        long onDisk = journal.first();
        return onDisk == 0 ? inMemory : Math.min(onDisk, inMemory);
    }

    /** The number behind which reading goes on. */
    long position() {
        return position;
    }

    /**
     * Fills in the next events, in order.
     *
     * @return how many; 0 if there is none yet
     */
    int read(EventRecord[] into, int limit) throws IOException {
        int count = tail.read(position, into, limit);
        while (count == Tail.BEHIND) {
            long inMemory = tail.first();
            jumpTo(first(tail, journal));
            count = reader.read(position, into, limit);
            if (count > 0) {
                break;
            }
            // nobody has what is in between: it never existed, is unreadable, or was lost while the disk was full
            position = Math.max(position, inMemory - 1);
            count = tail.read(position, into, limit);
            reader.close();
        }
        if (count > 0) {
            position = into[count - 1].sequence();
        }
        return count;
    }

    /** Gives up the segment that {@link #read} failed in. */
    void skipUnreadable() {
        reader.skipUnreadable(position);
    }

    private void jumpTo(long first) {
        if (position + 1 < first) {
            long missing = first - position - 1;
            position = first - 1;
            skipped.accept(missing);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
