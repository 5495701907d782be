// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;

/** The MVStore file. One thread at a time; useless after any failure. */
final class StoreFile implements AutoCloseable {
    static final List<String> RECORD_MAPS = List.of("containers", "namespaces", "removed");
    static final String MARK_MAP = "store";
    static final String MARK_KEY = "mark";

    private final MVStore store;
    private final MVMap<String, byte[]> containers;
    private final MVMap<String, byte[]> namespaces;
    private final MVMap<String, byte[]> removed;
    private final MVMap<String, byte[]> marks;

    private StoreFile(MVStore store) {
        this.store = store;
        store.setReuseSpace(false);
        containers = map(store, RECORD_MAPS.get(0));
        namespaces = map(store, RECORD_MAPS.get(1));
        removed = map(store, RECORD_MAPS.get(2));
        marks = map(store, MARK_MAP);
    }

    /** Opens or, from nothing or an empty file, makes one. */
    static StoreFile open(String name) throws IOException {
        MVStore store = null;
        StoreFile opened = null;
        try {
            store = settings(name).open();
            opened = new StoreFile(store);
            return opened;
        } catch (MVStoreException e) {
            throw new IOException("cannot open " + name + ": " + e.getMessage(), e);
        } finally {
            if (opened == null && store != null) {
                store.closeImmediately();
            }
        }
    }

    static MVStore.Builder settings(String name) {
        // neither a delay nor a size may commit for us: half a batch would become durable
        return new MVStore.Builder()
                .fileName(name)
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .cacheSize(1);
    }

    static MVMap<String, byte[]> map(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /** Makes the changes durable, all together. After an exception this file must be replaced. */
    void commit(Collection<Draft.Written> changes, Mark mark) throws IOException {
        try {
            for (Draft.Written change : changes) {
                put(change.stored(), change.frame());
            }
            marks.put(MARK_KEY, StoredCodec.frame(mark));
            store.commit();
            store.sync();
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void put(Stored stored, byte[] frame) {
        String key = stored.key().toString();
        if (stored instanceof Stored.Removed) {
            (stored.key().id() == null ? namespaces : containers).remove(key);
            removed.put(key, frame);
        } else {
            (stored.key().id() == null ? namespaces : containers).put(key, frame);
            removed.remove(key);
        }
    }

    /** A complete file of these records. */
    static void write(Path file, String name, Collection<Stored> records, Mark mark) throws IOException {
        PrivateFiles.createEmpty(file);
        try (StoreFile written = open(name)) {
            written.commit(
                    records.stream()
                            .map(stored -> new Draft.Written(stored, StoredCodec.frame(stored)))
                            .toList(),
                    mark);
        }
    }

    /** Without a last write or a compaction: what counts is synced already. */
    @Override
    public void close() {
        store.closeImmediately();
    }
}
