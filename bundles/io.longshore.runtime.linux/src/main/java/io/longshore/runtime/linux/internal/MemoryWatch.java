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

    /** Held while an event is noted and published. */
    private final Object telling = new Object();

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
        long before = toldBefore(kills.count());
        synchronized (this) {
            watching = true;
            told = before;
        }
        catchUp(kills.count());
    }

    private long toldBefore(long counted) {
        TaskRecord known = record.current();
        MemoryTold noted = known.memoryTold();
        JournalSearch journal = new JournalSearch(events);
        if (noted == null) {
            // a new task has no kills; of an earlier version it is not known how many its events were about
            if (counted == 0 || !journal.has(known.since(), event()::equals)) {
                return 0;
            }
            note(MemoryTold.certainly(counted));
            return counted;
        }
        // an event that is not in the journal any more is not the last one before the end of the earlier run
        return noted.isCertain()
                        || noted.since() < events.firstSequence() - 1
                        || journal.has(noted.since(), event()::equals)
                ? noted.kills()
                : Math.min(noted.kills() - 1, counted);
    }

    /** The kernel is about to kill, which it says several times before it does, and counts afterwards. */
    void happened() {
        long now;
        synchronized (this) {
            long counted = kills.count();
            if (!watching || told > counted) {
                return;
            }
            now = counted + 1;
            told = now;
        }
        afterStart.run(() -> tell(now));
    }

    /**
     * The task has ended: before its exit is told, what led to it is.
     *
     * @param counted how many were killed by then
     */
    void end(long counted) {
        catchUp(counted);
        synchronized (this) {
            watching = false;
        }
    }

    /** As {@link #end(long)}; looks how many that are, unless it has ended before. */
    void end() {
        boolean looks;
        synchronized (this) {
            looks = watching;
        }
        if (looks) {
            end(kills.count());
        }
    }

    private void catchUp(long counted) {
        synchronized (this) {
            if (!watching || counted <= told) {
                return;
            }
            told = counted;
        }
        afterStart.run(() -> tell(counted));
    }

    /** Now, or, if that cannot be, later: it must not keep an exit from being told. */
    private void tell(long now) {
        Retry.until(later, () -> {
            try {
                publish(now);
                return true;
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "namespace={} id={}: that it is out of memory cannot be published now; that is tried again",
                        key.namespace(),
                        key.id(),
                        e);
                return false;
            }
        });
    }

    /** That it is going to be told is noted before, that it was after: between them, the journal knows. */
    private void publish(long now) {
        synchronized (telling) {
            MemoryTold known = record.current().memoryTold();
            long all = known == null ? now : Math.max(known.kills(), now);
            note(new MemoryTold(all, events.lastSequence()));
            events.publish(event());
            note(MemoryTold.certainly(all));
        }
    }

    private void note(MemoryTold now) {
        try {
            record.note(known -> known.memoryTold(now));
        } catch (LongshoreException e) {
            LOG.warn(
                    "namespace={} id={}: what was told of its memory cannot be noted; a restart may tell it again",
                    key.namespace(),
                    key.id(),
                    e);
        }
    }

    private TaskEvent.OutOfMemory event() {
        return new TaskEvent.OutOfMemory(key.namespace(), key.id());
    }
}
