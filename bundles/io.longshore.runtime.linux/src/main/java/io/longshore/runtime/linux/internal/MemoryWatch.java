// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.TaskEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes that a task is out of memory where its shim does not: containerd's shims of the first generation leave that to
 * whoever runs them. Thread-safe.
 */
final class MemoryWatch {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);

    private final TaskKey key;
    private final EventExchange events;
    private final Later later;
    private final TaskRecordFile record;
    private final MemoryKills kills;
    private final AfterStart afterStart;

    // guarded by this
    private boolean watching;
    private long told;

    MemoryWatch(
            TaskKey key,
            EventExchange events,
            Later later,
            TaskRecordFile record,
            MemoryKills kills,
            AfterStart afterStart) {
        this.key = key;
        this.events = events;
        this.later = later;
        this.record = record;
        this.kills = kills;
        this.afterStart = afterStart;
    }

    /** The task has a process. What has happened before, while nobody watched, is told if that was not. */
    void begin() {
        // a new task has no kills, and so costs no look into the journal
        long before = kills.count() == 0
                ? 0
                : new JournalSearch(events).count(record.current().createdAt(), event()::equals);
        synchronized (this) {
            watching = true;
            told = before;
        }
        catchUp();
    }

    /** The kernel is about to kill, which it says several times before it does, and counts afterwards. */
    void happened() {
        synchronized (this) {
            long counted = kills.count();
            if (!watching || told > counted) {
                return;
            }
            told = counted + 1;
        }
        afterStart.run(this::tell);
    }

    /** The task has ended: before its exit is told, what led to it is. */
    void end() {
        catchUp();
        synchronized (this) {
            watching = false;
        }
    }

    private void catchUp() {
        synchronized (this) {
            long counted = kills.count();
            if (!watching || counted <= told) {
                return;
            }
            told = counted;
        }
        afterStart.run(this::tell);
    }

    /** Now, or, if that cannot be, later: it must not keep an exit from being told. */
    private void tell() {
        Retry.until(later, () -> {
            try {
                events.publish(event());
                return true;
            } catch (LongshoreException e) {
                LOG.error(
                        "namespace={} id={}: that it is out of memory cannot be published now; that is tried again",
                        key.namespace(),
                        key.id(),
                        e);
                return false;
            }
        });
    }

    private TaskEvent.OutOfMemory event() {
        return new TaskEvent.OutOfMemory(key.namespace(), key.id());
    }
}
