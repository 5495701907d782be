// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the journal has of the added processes of one task. Reads it when it is first asked, and once for all. Thread-safe. */
final class ProcessJournal {
    private static final int PAGE = 1000;

    private final EventExchange events;
    private final TaskKey key;
    private final long since;

    // guarded by this
    private @Nullable List<EventRecord> known;

    /** @param since as far back as will be asked for */
    ProcessJournal(EventExchange events, TaskKey key, long since) {
        this.events = events;
        this.key = key;
        this.since = since;
    }

    /** @throws io.longshore.api.UnavailableException if the journal cannot be read */
    List<EventRecord> of(ExecId id, long after) {
        return all().stream()
                .filter(record -> record.sequence() > after && id.equals(process(record)))
                .toList();
    }

    private synchronized List<EventRecord> all() {
        if (known == null) {
            known = read();
        }
        return known;
    }

    private List<EventRecord> read() {
        List<EventRecord> found = new ArrayList<>();
        long last = since;
        while (true) {
            List<EventRecord> page = events.list(last, PAGE);
            if (page.isEmpty()) {
                return found;
            }
            page.stream().filter(record -> process(record) != null).forEach(found::add);
            last = page.get(page.size() - 1).sequence();
        }
    }

    private @Nullable ExecId process(EventRecord record) {
        if (!(record.event() instanceof TaskEvent event)
                || !event.namespace().equals(key.namespace())
                || !event.containerId().equals(key.id())) {
            return null;
        }
        if (event instanceof TaskEvent.ExecAdded added) {
            return added.execId();
        }
        if (event instanceof TaskEvent.ExecStarted started) {
            return started.execId();
        }
        return event instanceof TaskEvent.Exited exited ? exited.execId() : null;
    }
}
