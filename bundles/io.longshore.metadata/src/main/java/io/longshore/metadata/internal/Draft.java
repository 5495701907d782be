// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.Namespace;
import io.longshore.api.events.LongshoreEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contents as the commit in the making will leave them. Forgetting it is the rollback. */
@SuppressWarnings("ArrayRecordComponent") // frames are written once and read once
final class Draft {
    private final Contents contents;
    private final long revision;
    private final Map<Key, Written> written = new LinkedHashMap<>();
    private final List<LongshoreEvent> events = new ArrayList<>();

    /** A record and its frame. */
    record Written(Stored stored, byte[] frame) {}

    Draft(Contents contents, long revision) {
        this.contents = contents;
        this.revision = revision;
    }

    long revision() {
        return revision;
    }

    @Nullable
    Stored get(Key key) {
        Written change = written.get(key);
        Stored stored = change == null ? contents.get(key) : change.stored;
        return stored instanceof Stored.Removed ? null : stored;
    }

    List<Stored.OfContainer> containers(Namespace namespace) {
        Map<Key, Stored.OfContainer> all = new TreeMap<>();
        contents.containers(namespace).forEach(stored -> all.put(stored.key(), stored));
        written.forEach((key, change) -> {
            all.remove(key);
            if (key.namespace().equals(namespace) && change.stored instanceof Stored.OfContainer container) {
                all.put(key, container);
            }
        });
        return List.copyOf(all.values());
    }

    /** All or, if one cannot be encoded, none. */
    void write(List<Stored> records, List<LongshoreEvent> toldOf) {
        List<Written> changes = records.stream()
                .map(stored -> new Written(stored, StoredCodec.frame(stored)))
                .toList();
        changes.forEach(change -> written.put(change.stored.key(), change));
        events.addAll(toldOf);
    }

    /** What is to be told once it is committed. */
    List<LongshoreEvent> events() {
        return events;
    }

    Collection<Written> written() {
        return written.values();
    }
}
