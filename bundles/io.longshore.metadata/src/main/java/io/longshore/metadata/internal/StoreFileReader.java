// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.FailedPreconditionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/** Reads a store file without writing to it, and believes nothing in it that cannot be proven. */
final class StoreFileReader {
    private StoreFileReader() {}

    /** An intact store; or {@code mark} null and {@code damage} saying why not. */
    record Content(List<Stored> records, @Nullable Mark mark, String damage) {}

    /** @throws FailedPreconditionException if a newer version wrote it */
    static Content read(Path file) {
        try (Reading reading =
                new Reading(StoreFile.settings("nio:" + file).readOnly().open())) {
            return read(file, reading.store);
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_UNSUPPORTED_FORMAT) {
                throw tooNew(file, e.getMessage());
            }
            return damaged("H2 says " + e.getMessage());
        } catch (FailedPreconditionException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | AssertionError e) {
            // altered lengths and positions lead MVStore anywhere, to huge arrays and endless descents too
            return damaged("H2 fails with " + e);
        }
    }

    private static Content read(Path file, MVStore store) {
        byte @Nullable [] frame = store.hasMap(StoreFile.MARK_MAP)
                ? StoreFile.map(store, StoreFile.MARK_MAP).get(StoreFile.MARK_KEY)
                : null;
        byte @Nullable [] body = frame == null ? null : Frame.body(frame);
        Mark mark = body == null ? null : StoredCodec.mark(body);
        if (mark == null) {
            return damaged("its mark is not readable");
        }
        if (mark.schema() > Mark.SCHEMA) {
            throw tooNew(file, "schema " + mark.schema() + " instead of " + Mark.SCHEMA);
        }
        Contents sum = new Contents();
        for (String map : StoreFile.RECORD_MAPS) {
            if (!store.hasMap(map)) {
                return damaged("its map " + map + " is missing");
            }
            for (Map.Entry<String, byte[]> entry : StoreFile.map(store, map).entrySet()) {
                byte @Nullable [] record = Frame.body(entry.getValue());
                Stored stored = record == null ? null : StoredCodec.stored(record);
                if (stored == null || !stored.key().toString().equals(entry.getKey())) {
                    return damaged("a record in " + map + " is altered");
                }
                sum.apply(stored, entry.getValue());
            }
        }
        if (!sum.mark(mark.revision()).equals(mark)) {
            return damaged("records are missing or of another commit");
        }
        return new Content(new ArrayList<>(sum.all()), mark, "");
    }

    static FailedPreconditionException tooNew(Path file, String detail) {
        return new FailedPreconditionException("the metadata in " + file
                + " was written by a newer version of Longshore (" + detail
                + "); it was left untouched: install that version, or configure another directory");
    }

    private static Content damaged(String how) {
        return new Content(List.of(), null, how);
    }

    private record Reading(MVStore store) implements AutoCloseable {
        @Override
        public void close() {
            store.closeImmediately();
        }
    }
}
