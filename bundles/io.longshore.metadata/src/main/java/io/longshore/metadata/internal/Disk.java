// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory: store and second copy, kept in step with the contents in memory. One thread at a time.
 *
 * <p>A file that failed, and one that has grown beyond bounds, is replaced by a new one written from memory.
 */
final class Disk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Disk.class);
    private static final String STORE = "metadata.mv";
    private static final String COPY = "metadata.copy";
    private static final long STORE_FLOOR = 4 << 20;
    private static final long COPY_FLOOR = 1 << 20;
    private static final int GROWTH = 4;

    private final Path storePath;
    private final Path copyPath;
    private final MarkFile markFile;
    private final String scheme;
    private final Contents contents = new Contents();
    private final DirectoryLock lock;
    private final Outbox outbox;
    private long revision;
    private boolean compactionFails;
    private @Nullable StoreFile store;
    private @Nullable SecondCopy copy;

    private Disk(Path directory, String scheme, DirectoryLock lock, MarkFile markFile, Outbox outbox) {
        this.markFile = markFile;
        this.outbox = outbox;
        storePath = directory.resolve(STORE);
        copyPath = directory.resolve(COPY);
        this.scheme = scheme;
        this.lock = lock;
    }

    /**
     * @param scheme the H2 file system to write the store through; {@code nio} unless a test has its own
     * @param newestEvent the number of the newest event in the exchange
     */
    static Disk open(Path directory, String scheme, Clock clock, LongSupplier newestEvent) {
        List<AutoCloseable> undo = new ArrayList<>();
        try {
            PrivateFiles.directory(directory);
            DirectoryLock lock = DirectoryLock.take(directory);
            undo.add(lock);
            Path real = directory.toRealPath();
            Path mark = real.resolve("metadata.mark");
            Recovery.Found found = new Recovery(real.resolve(STORE), real.resolve(COPY), mark, clock).find();
            MarkFile markFile = MarkFile.open(mark);
            undo.add(0, markFile);
            Outbox outbox = Outbox.open(real.resolve("metadata.events"), found.revision(), newestEvent);
            undo.add(0, outbox);
            Disk disk = new Disk(real, scheme, lock, markFile, outbox);
            found.records().forEach(stored -> disk.contents.apply(stored, StoredCodec.frame(stored)));
            disk.revision = found.revision();
            undo.clear();
            undo.add(disk);
            disk.beginWriting(found.copyIsCurrent());
            undo.clear();
            return disk;
        } catch (IOException e) {
            throw new UnavailableException("cannot open the metadata in " + directory + ": " + e, e);
        } finally {
            undo.forEach(Disk::closeQuietly);
        }
    }

    /** A full disk must not keep from reading what was found. */
    private void beginWriting(boolean copyIsCurrent) {
        try {
            if (copyIsCurrent) {
                keepCopy();
            }
            rewriteStore();
            if (copy == null) {
                rewriteCopy();
            }
        } catch (IOException e) {
            LOG.error(
                    "the metadata in {} can be read but not written; free some space or repair the disk,"
                            + " then changes work again",
                    storePath.getParent(),
                    e);
        }
    }

    /** And what of it is only in memory gets onto the disk, before the store goes that had the same. */
    private void keepCopy() {
        SecondCopy kept = null;
        try {
            kept = SecondCopy.open(copyPath);
            kept.sync();
            copy = kept;
        } catch (IOException e) {
            LOG.warn("cannot go on with the second copy {} of the metadata; it is made anew", copyPath, e);
            if (kept != null) {
                closeQuietly(kept);
            }
        }
    }

    Contents contents() {
        return contents;
    }

    Outbox outbox() {
        return outbox;
    }

    /**
     * A draft whose revision nothing on disk has, not even a commit that failed.
     *
     * @throws IOException if the last commit failed and the disk still cannot be written
     */
    Draft draft() throws IOException {
        if (store == null) {
            rewriteStore();
            LOG.info("the metadata store {} can be written again", storePath);
        }
        return new Draft(contents, ++revision);
    }

    /**
     * Makes a draft durable, then visible.
     *
     * @throws IOException and nothing of it is visible, and nothing of it stays on disk once that can be written again
     */
    void commit(Draft draft) throws IOException {
        StoreFile current = store;
        if (current == null) {
            throw new IOException("the metadata store " + storePath + " is closed");
        }
        Mark mark = contents.markAfter(draft.revision(), draft.written());
        outbox.add(draft.revision(), draft.events());
        try {
            commit(current, draft, mark);
        } catch (IOException e) {
            repair(e);
            throw e;
        }
        draft.written().forEach(change -> contents.apply(change.stored(), change.frame()));
        appendToCopy(draft.written(), mark);
        writeMark(mark);
        compactIfGrown();
    }

    private void commit(StoreFile current, Draft draft, Mark mark) throws IOException {
        // whatever happens in here: a file that is not known to be good is not used again
        store = null;
        try {
            current.commit(draft.written(), mark);
            store = current;
        } finally {
            if (store != current) {
                // before the repair, which makes a later revision the newest: up to that events count as committed
                outbox.takeBack();
                current.close();
            }
        }
    }

    /** At once, lest a commit that reached the disk although it failed comes back with the next start. */
    private void repair(IOException failure) {
        try {
            rewriteStore();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void appendToCopy(Collection<Draft.Written> changes, Mark mark) {
        SecondCopy current = copy;
        // whatever happens in here: to a copy that lacks something nothing is added
        copy = null;
        try {
            if (current == null || current.size() > Math.max(COPY_FLOOR, GROWTH * contents.bytes())) {
                rewriteCopy();
            } else {
                current.append(changes, mark);
                copy = current;
            }
        } catch (IOException e) {
            if (current != null) {
                LOG.warn("cannot write the second copy {} of the metadata; tried again with each change", copyPath, e);
            }
        } finally {
            if (current != null && copy != current) {
                closeQuietly(current);
            }
        }
    }

    private void writeMark(Mark mark) {
        try {
            markFile.write(mark);
        } catch (IOException e) {
            LOG.warn("cannot write the mark beside the metadata store {}", storePath, e);
        }
    }

    private void compactIfGrown() {
        try {
            if (Files.size(storePath) > Math.max(STORE_FLOOR, GROWTH * contents.bytes())) {
                rewriteStore();
                compactionFails = false;
            }
        } catch (IOException e) {
            if (!compactionFails) {
                LOG.warn("cannot compact the metadata store {}; tried again with each change", storePath, e);
            }
            compactionFails = true;
        }
    }

    private void rewriteStore() throws IOException {
        Path replacement = storePath.resolveSibling(storePath.getFileName() + ".new");
        try {
            StoreFile.write(replacement, scheme + ":" + replacement, contents.all(), contents.mark(++revision));
        } catch (IOException e) {
            PrivateFiles.discard(replacement, e);
            throw e;
        }
        StoreFile before = store;
        // from here on the old file may be without a name, so it must not be written to
        store = null;
        if (before != null) {
            before.close();
        }
        PrivateFiles.replace(replacement, storePath);
        store = StoreFile.open(scheme + ":" + storePath);
    }

    private void rewriteCopy() throws IOException {
        copy = SecondCopy.write(copyPath, contents.all(), contents.mark(revision));
    }

    @Override
    public void close() {
        StoreFile lastStore = store;
        store = null;
        if (lastStore != null) {
            lastStore.close();
        }
        closeQuietly(markFile);
        closeQuietly(outbox);
        SecondCopy lastCopy = copy;
        copy = null;
        if (lastCopy != null) {
            try (lastCopy) {
                lastCopy.sync();
            } catch (IOException e) {
                LOG.warn("cannot sync the second copy {} of the metadata", copyPath, e);
            }
        }
        closeQuietly(lock);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.warn("cannot close a file of the metadata", e);
        }
    }
}
