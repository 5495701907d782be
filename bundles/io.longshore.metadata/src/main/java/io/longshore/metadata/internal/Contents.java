// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.Namespace;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The live records in memory: exactly those that are durable, so readers need neither a lock nor the disk. One thread
 * writes.
 */
final class Contents {
    private final NavigableMap<Key, Held> records = new ConcurrentSkipListMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private long digest;

    /** A record, and what its frame adds to size and digest. */
    private record Held(Stored stored, int size, long hash) {}

    @Nullable
    Stored get(Key key) {
        Held held = records.get(key);
        return held == null ? null : held.stored;
    }

    Collection<Stored> all() {
        return records.values().stream().map(Held::stored).toList();
    }

    List<Stored.OfContainer> containers(Namespace namespace) {
        return records.tailMap(new Key(namespace, null), false).values().stream()
                .map(Held::stored)
                .takeWhile(stored -> stored.key().namespace().equals(namespace))
                .map(Stored.OfContainer.class::cast)
                .toList();
    }

    /** Those of all namespaces, in the order of namespaces and ids. */
    List<Stored.OfContainer> containers() {
        return all(Stored.OfContainer.class);
    }

    List<Stored.OfNamespace> namespaces() {
        return all(Stored.OfNamespace.class);
    }

    private <T extends Stored> List<T> all(Class<T> kind) {
        return records.values().stream()
                .map(Held::stored)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    void apply(Stored stored, byte[] frame) {
        Held held = new Held(stored, frame.length, hash(frame));
        Held before = stored instanceof Stored.Removed ? records.remove(stored.key()) : records.put(stored.key(), held);
        if (before != null) {
            bytes.addAndGet(-before.size);
            digest -= before.hash;
        }
        if (!(stored instanceof Stored.Removed)) {
            bytes.addAndGet(held.size);
            digest += held.hash;
        }
    }

    /** The size of all frames. */
    long bytes() {
        return bytes.get();
    }

    Mark mark(long revision) {
        return new Mark(Mark.SCHEMA, revision, records.size(), digest);
    }

    /** The mark as it will be once the changes are applied. */
    Mark markAfter(long revision, Collection<Draft.Written> changes) {
        long count = records.size();
        long sum = digest;
        for (Draft.Written change : changes) {
            Held before = records.get(change.stored().key());
            if (before != null) {
                count--;
                sum -= before.hash;
            }
            if (!(change.stored() instanceof Stored.Removed)) {
                count++;
                sum += hash(change.frame());
            }
        }
        return new Mark(Mark.SCHEMA, revision, count, sum);
    }

    private static long hash(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame);
        return (crc.getValue() << 32 | frame.length) * 0x9e3779b97f4a7c15L;
    }
}
