// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects every intact record from files of any kind and in any condition; the newest of each key counts. */
final class Salvage {
    private final List<Stored> found = new ArrayList<>();
    private @Nullable Mark newest;

    /** @return whether the file is nothing but frames */
    boolean add(Path file) throws IOException {
        Frame.Scan scan = Frame.scan(Files.readAllBytes(file));
        boolean whole = scan.whole();
        for (byte[] body : scan.bodies()) {
            Mark mark = StoredCodec.mark(body);
            if (mark != null) {
                add(mark, file);
                continue;
            }
            Stored stored = StoredCodec.stored(body);
            if (stored == null) {
                whole = false;
            } else {
                found.add(stored);
            }
        }
        return whole;
    }

    void add(Mark mark, Path file) {
        if (mark.schema() > Mark.SCHEMA) {
            throw StoreFileReader.tooNew(file, "schema " + mark.schema() + " instead of " + Mark.SCHEMA);
        }
        newest = newest == null || mark.revision() > newest.revision() ? mark : newest;
    }

    /** The mark of the newest commit known; null if none was found. */
    @Nullable
    Mark newest() {
        return newest;
    }

    /** Whether no record is of a later commit than the newest mark: of one that never ended. */
    boolean isSealed() {
        Mark last = newest;
        return last != null && found.stream().allMatch(stored -> stored.revision() <= last.revision());
    }

    /** The live records as of that commit, as far as they were found. */
    Collection<Stored> live() {
        long last = newest == null ? Long.MAX_VALUE : newest.revision();
        Map<Key, Stored> live = new TreeMap<>();
        for (Stored stored : found) {
            // a greater revision is of a commit that never ended, and nobody was told that it did
            if (stored.revision() <= last) {
                live.merge(stored.key(), stored, (one, other) -> one.revision() > other.revision() ? one : other);
            }
        }
        live.values().removeIf(Stored.Removed.class::isInstance);
        return live.values();
    }
}
