// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a directory. {@link #append} and {@link #close} are for one thread at a time, {@link #sync} for one other
 * thread, the rest for any.
 *
 * <p>Outputs are closed by {@link #sync} only, so that it never meets one that was closed in between.
 */
final class Journal implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path directory;
    private final Settings settings;
    private final SegmentOutput.Opener opener;
    private final Queue<SegmentOutput> retired = new ConcurrentLinkedQueue<>();
    private volatile List<Segment> segments;
    private volatile @Nullable SegmentOutput output;
    private volatile boolean directoryChanged;
    private long last;

    private Journal(Path directory, Settings settings, SegmentOutput.Opener opener, List<Segment> segments) {
        this.directory = directory;
        this.settings = settings;
        this.opener = opener;
        this.segments = List.copyOf(segments);
    }

    static Journal open(Path directory, Settings settings, SegmentOutput.Opener opener) throws IOException {
        List<Segment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.journal")) {
            for (Path file : files) {
                Long first = Segment.firstOf(file);
                if (first != null) {
                    found.add(new Segment(file, first, Files.size(file)));
                }
            }
        }
        found.sort(Comparator.comparingLong(Segment::first));
        Journal journal = new Journal(directory, settings, opener, found);
        journal.recover();
        return journal;
    }

    /** The number of the newest event; 0 if there is none. */
    long last() {
        return last;
    }

    /** The number that the oldest event has; 0 if there is none. */
    long first() {
        for (Segment segment : segments) {
            // the newest may have been begun on a disk that was full
            if (segment.end() > Segment.HEADER) {
                return segment.first();
            }
        }
        return 0;
    }

    /** The segment with the next event after {@code since}, and those after it. */
    List<Segment> after(long since) {
        List<Segment> now = segments;
        int from = 0;
        while (from + 1 < now.size() && now.get(from + 1).first() <= since + 1) {
            from++;
        }
        return now.subList(from, now.size());
    }

    /** The segments that come after this one. */
    List<Segment> behind(Segment segment) {
        List<Segment> now = segments;
        int from = now.size();
        while (from > 0 && now.get(from - 1).first() > segment.first()) {
            from--;
        }
        return now.subList(from, now.size());
    }

    /**
     * Writes frames with the numbers from {@code first} on. If this throws, none of them counts as written, and the next call
     * begins where this one did.
     */
    void append(ByteSink frames, long first) throws IOException {
        Segment segment = current(frames.length(), first);
        SegmentOutput out = output;
        try {
            if (out == null) {
                out = opener.open(segment.file(), segment.end());
                output = out;
                directoryChanged = true;
            }
            if (segment.end() == 0) {
                ByteSink header = Segment.header();
                out.write(header.array(), header.length());
                segment.end(header.length());
            }
            out.write(frames.array(), frames.length());
        } catch (IOException e) {
            retire();
            throw e;
        }
        segment.end(segment.end() + frames.length());
    }

    /** Brings to the device what was appended before; for the thread that appends. */
    void force() throws IOException {
        SegmentOutput out = output;
        if (out != null) {
            out.sync();
        }
        syncDirectory();
    }

    /** Brings to the device what was written before, and closes the files that are full. */
    void sync() throws IOException {
        boolean wanted = settings.fsync() != Settings.Fsync.NEVER;
        SegmentOutput out;
        while ((out = retired.poll()) != null) {
            try (SegmentOutput full = out) {
                if (wanted) {
                    full.sync();
                }
            }
        }
        out = output;
        if (wanted && out != null) {
            out.sync();
        }
        if (wanted) {
            syncDirectory();
        }
    }

    /** To be called when nobody appends or syncs any more. */
    @Override
    public void close() throws IOException {
        retire();
        sync();
    }

    private Segment current(int more, long first) {
        List<Segment> now = segments;
        Segment newest = now.isEmpty() ? null : now.get(now.size() - 1);
        if (newest != null
                && !newest.sealed()
                && (newest.end() <= Segment.HEADER || newest.end() + more <= settings.segmentBytes())) {
            return newest;
        }
        retire();
        Segment next = Segment.starting(directory, first);
        List<Segment> kept = new ArrayList<>(now);
        kept.add(next);
        while (kept.size() > settings.segments() && delete(kept.get(0))) {
            kept.remove(0);
        }
        segments = List.copyOf(kept);
        return next;
    }

    private void retire() {
        SegmentOutput out = output;
        if (out != null) {
            output = null;
            retired.add(out);
        }
    }

    private boolean delete(Segment segment) {
        try {
            Files.deleteIfExists(segment.file());
            directoryChanged = true;
            return true;
        } catch (IOException e) {
            LOG.warn("{} is due for deletion and cannot be deleted", segment.file(), e);
            return false;
        }
    }

    private void syncDirectory() throws IOException {
        if (directoryChanged) {
            directoryChanged = false;
            PrivateFile.syncDirectory(directory);
        }
    }

    /** Finds the last event, and where writing goes on. */
    private void recover() throws IOException {
        List<Segment> kept = new ArrayList<>(segments);
        for (int i = kept.size() - 1; i >= 0 && last == 0; i--) {
            Segment segment = kept.get(i);
            try (SegmentReader reader = new SegmentReader(segment)) {
                while (reader.next()) {
                    last = reader.sequence();
                }
                if (reader.isNewer()) {
                    LOG.warn("{} was written by a newer version; its events are left out", segment.file());
                    segment.seal();
                } else if (last == 0) {
                    setAside(segment);
                    kept.remove(i);
                } else if (reader.intactEnd() < segment.end()) {
                    LOG.warn("the end of {} is torn; event {} is the last", segment.file(), last);
                    segment.end(reader.intactEnd());
                }
            }
        }
        segments = List.copyOf(kept);
    }

    private void setAside(Segment segment) throws IOException {
        if (segment.end() <= Segment.HEADER) {
            Files.delete(segment.file());
            return;
        }
        Path aside = segment.file().resolveSibling(segment.file().getFileName() + ".damaged");
        Files.move(segment.file(), aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.error("no event can be read in {}; it was set aside as {}", segment.file(), aside.getFileName());
    }
}
