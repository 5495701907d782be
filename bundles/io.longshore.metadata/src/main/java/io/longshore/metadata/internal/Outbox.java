// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.events.LongshoreEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of commits, on disk from before the commit until they are published, lest one is lost when the process ends
 * in between. Without a sync: it is about the end of the process, as the journal of events is.
 *
 * <p>Thread-safe; one thread commits, another publishes.
 */
final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long LIMIT = 4 << 20;

    private final Path file;
    private final FileChannel channel;
    private final LongSupplier newestEvent;
    private long size;
    private long sizeBefore;
    private int unpublished;
    private int added;
    private boolean refused;

    private Outbox(Path file, FileChannel channel, LongSupplier newestEvent) {
        this.file = file;
        this.channel = channel;
        this.newestEvent = newestEvent;
    }

    /**
     * @param committed the revision of the newest commit: what was written for a later one is dropped, before a later one can
     *     be made
     * @param newestEvent the number of the newest event in the exchange
     */
    static Outbox open(Path file, long committed, LongSupplier newestEvent) throws IOException {
        Outbox outbox = new Outbox(file, PrivateFiles.open(file), newestEvent);
        try {
            outbox.replaceBy(outbox.read().stream()
                    .filter(pending -> pending.revision() <= committed)
                    .toList());
            return outbox;
        } catch (IOException e) {
            outbox.channel.close();
            throw e;
        }
    }

    /** What an earlier process had not published, as far as this file knows, in order. */
    synchronized List<PendingEvent> left() throws IOException {
        return read();
    }

    private List<PendingEvent> read() throws IOException {
        List<PendingEvent> found = Frame.scan(Files.readAllBytes(file)).bodies().stream()
                .map(PendingEvent::read)
                .filter(Objects::nonNull)
                .toList();
        List<PendingEvent> ordered = new ArrayList<>();
        for (PendingEvent pending : found) {
            // after a power failure what was written earlier may stick out behind what was written last
            if (ordered.isEmpty()
                    || pending.revision() >= ordered.get(ordered.size() - 1).revision()) {
                ordered.add(pending);
            }
        }
        return ordered;
    }

    private void replaceBy(List<PendingEvent> events) throws IOException {
        if (size == 0 && events.isEmpty() && channel.size() == 0) {
            return;
        }
        size = 0;
        for (PendingEvent pending : events) {
            append(pending.frame());
        }
        channel.truncate(size);
    }

    /** They are published already, or will never be. */
    synchronized void forgetLeft() throws IOException {
        replaceBy(List.of());
    }

    /** What is left from before stays, too, for the next start. */
    synchronized void keepLeft() {
        refused = true;
    }

    /** To be called before the commit that the events tell of. */
    synchronized void add(long revision, List<LongshoreEvent> events) throws IOException {
        if (refused && size > LIMIT) {
            LOG.warn("{}: more events than are kept could not be published; the oldest are lost", file);
            refused = false;
            size = 0;
        }
        sizeBefore = size;
        added = events.size();
        long since = newestEvent.getAsLong();
        try {
            for (LongshoreEvent event : events) {
                append(new PendingEvent(revision, since, event).frame());
            }
            unpublished += added;
        } catch (IOException | RuntimeException e) {
            size = sizeBefore;
            throw e;
        }
    }

    /** The commit failed. */
    synchronized void takeBack() {
        size = sizeBefore;
        unpublished -= added;
        truncate();
    }

    /** @param count of events that were handed to the exchange, whether it took them or not */
    synchronized void published(int count, boolean taken) {
        unpublished -= count;
        refused |= !taken;
        if (unpublished == 0 && !refused && size > 0) {
            size = 0;
            truncate();
        }
    }

    private void truncate() {
        try {
            channel.truncate(size);
        } catch (IOException e) {
            LOG.warn("{} cannot be shortened; the next start may publish events again", file, e);
        }
    }

    private void append(byte[] frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        while (bytes.hasRemaining()) {
            size += channel.write(bytes, size);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
