// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.events.LongshoreEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of commits, on disk from before the commit until they are published, lest one is lost when the process ends
 * in between. Without a sync: it is about the end of the process, as the journal of events is.
 *
 * <p>The file begins with what was refused, and goes on with what is being published. A file that fails when it is opened is
 * done without: events matter less than the records.
 *
 * <p>Thread-safe; one thread commits, another publishes, in the order of the commits.
 */
final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long LIMIT = 4 << 20;
    private static final byte[] NOT_ON_DISK = {};

    private final Path file;
    private final LongSupplier newestEvent;
    private final List<PendingEvent> left;
    /** Frames of what is being published, in order. */
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    /** Frames of what was refused while others still wait. */
    private final List<byte[]> refused = new ArrayList<>();

    private @Nullable FileChannel channel;
    /** Where the part of the file ends that is for the next start. */
    private long kept;

    private long size;
    private int added;

    /** @param left what the file has now, and nothing else */
    Outbox(Path file, @Nullable FileChannel channel, List<PendingEvent> left, LongSupplier newestEvent) {
        this.file = file;
        this.channel = channel;
        this.left = left;
        this.newestEvent = newestEvent;
        size = channel == null ? 0 : bytes(frames(left)).length;
        kept = size;
    }

    /**
     * @param committed the revision of the newest commit: what was written for a later one is dropped, before a later one can
     *     be made
     * @param newestEvent the number of the newest event in the exchange
     */
    static Outbox open(Path file, long committed, LongSupplier newestEvent) {
        FileChannel channel = null;
        Outbox opened = null;
        try {
            channel = PrivateFiles.open(file);
            List<PendingEvent> left = read(file).stream()
                    .filter(pending -> pending.revision() <= committed)
                    .toList();
            Outbox outbox = new Outbox(file, channel, left, newestEvent);
            outbox.replaceBy(bytes(frames(left)));
            opened = outbox;
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be used; should the process end before an event of a change of the metadata is"
                            + " published, that is lost. Repair the disk, or remove the file, and start again",
                    file,
                    e);
        } finally {
            if (opened == null && channel != null) {
                closeQuietly(channel);
            }
        }
        return opened == null ? new Outbox(file, null, List.of(), newestEvent) : opened;
    }

    private static List<PendingEvent> read(Path file) throws IOException {
        List<PendingEvent> ordered = new ArrayList<>();
        Frame.scan(Files.readAllBytes(file)).bodies().stream()
                .map(PendingEvent::read)
                .filter(Objects::nonNull)
                .forEach(pending -> {
                    // after a power failure what was written earlier may stick out behind what was written last
                    if (ordered.isEmpty()
                            || pending.revision()
                                    >= ordered.get(ordered.size() - 1).revision()) {
                        ordered.add(pending);
                    }
                });
        return ordered;
    }

    /** What an earlier process had not published, as far as this file knows, in order. */
    List<PendingEvent> left() {
        return left;
    }

    /**
     * Of what is left only these stay for the next start; the others are published already, or will never be. To be called
     * before anything is added, or not at all, and then all stay.
     */
    synchronized void keepOnly(List<PendingEvent> events) throws IOException {
        if (channel != null) {
            replaceBy(bytes(frames(events)));
            kept = size;
        }
    }

    /** To be called before the commit that the events tell of. */
    synchronized void add(long revision, List<LongshoreEvent> events) throws IOException {
        added = 0;
        if (size > LIMIT) {
            makeRoom();
        }
        boolean onDisk = channel != null && size <= LIMIT;
        long before = size;
        long since = newestEvent.getAsLong();
        List<byte[]> frames = new ArrayList<>();
        try {
            for (LongshoreEvent event : events) {
                byte[] frame = onDisk ? new PendingEvent(revision, since, event).frame() : NOT_ON_DISK;
                append(frame);
                frames.add(frame);
            }
        } catch (IOException | RuntimeException e) {
            size = before;
            truncate();
            throw e;
        }
        waiting.addAll(frames);
        added = frames.size();
    }

    /** The commit failed. */
    synchronized void takeBack() {
        for (; added > 0; added--) {
            size -= waiting.removeLast().length;
        }
        truncate();
        settleIfNoneWaits();
    }

    /** The event that waited longest was handed to the exchange, which has it now, or else has refused it. */
    synchronized void published(boolean taken) {
        byte[] frame = waiting.removeFirst();
        // what is not on disk is not there for the next start either
        if (!taken && frame.length > 0) {
            refused.add(frame);
        }
        settleIfNoneWaits();
    }

    /** How many events are in memory. */
    synchronized int held() {
        return waiting.size() + refused.size();
    }

    private void settleIfNoneWaits() {
        if (!waiting.isEmpty() || size == kept) {
            return;
        }
        long end = kept + length(refused);
        if (end == kept) {
            size = kept;
            truncate();
        } else if (end != size) {
            try {
                replaceBy(bytes(keptAnd(refused)));
            } catch (IOException e) {
                LOG.warn("{} cannot be rewritten; the next start looks up which events were published", file, e);
            }
        }
        kept = size;
        refused.clear();
    }

    /** Drops what was published while there always was something that waits; if that is not enough, what was refused. */
    private void makeRoom() throws IOException {
        byte[] content = bytes(keptAnd(refused));
        if (content.length > LIMIT / 2) {
            LOG.warn("{}: more events than are kept could not be published; the oldest are lost", file);
            content = new byte[0];
        }
        int end = content.length;
        replaceBy(bytes(concatenated(List.of(content), waiting)));
        kept = end;
        refused.clear();
    }

    private List<byte[]> keptAnd(Collection<byte[]> frames) throws IOException {
        byte[] before = Arrays.copyOf(Files.readAllBytes(file), Math.toIntExact(kept));
        return concatenated(List.of(before), frames);
    }

    private static List<byte[]> concatenated(Collection<byte[]> one, Collection<byte[]> other) {
        List<byte[]> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static List<byte[]> frames(List<PendingEvent> events) {
        return events.stream().map(PendingEvent::frame).toList();
    }

    private static long length(Collection<byte[]> frames) {
        return frames.stream().mapToLong(frame -> frame.length).sum();
    }

    private static byte[] bytes(Collection<byte[]> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** At no moment does the file have anything else than what it had or what it gets. */
    private void replaceBy(byte[] content) throws IOException {
        FileChannel current = Objects.requireNonNull(channel);
        byte[] now = Files.readAllBytes(file);
        if (now.length >= content.length && Arrays.equals(now, 0, content.length, content, 0, content.length)) {
            if (now.length > content.length) {
                current.truncate(content.length);
            }
        } else {
            channel = replacement(content);
            closeQuietly(current);
        }
        size = content.length;
    }

    private FileChannel replacement(byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        PrivateFiles.createEmpty(next);
        FileChannel written = PrivateFiles.open(next);
        try {
            write(written, content, 0);
            PrivateFiles.replace(next, file);
            return written;
        } catch (IOException e) {
            closeQuietly(written);
            PrivateFiles.discard(next, e);
            throw e;
        }
    }

    private void truncate() {
        if (channel == null) {
            return;
        }
        try {
            channel.truncate(size);
        } catch (IOException e) {
            LOG.warn("{} cannot be shortened; the next start may publish events that are of no change", file, e);
        }
    }

    private void append(byte[] frame) throws IOException {
        if (channel != null) {
            write(channel, frame, size);
            size += frame.length;
        }
    }

    private static void write(FileChannel channel, byte[] content, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            channel.write(bytes, position + bytes.position());
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot close a file of the metadata", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
