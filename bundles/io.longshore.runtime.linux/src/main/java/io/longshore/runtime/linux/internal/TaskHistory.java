// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.util.List;

/**
 * Publishes what the end of an earlier process may have kept from being published. An event is written to the task's record
 * first, then published, then noted as told; if the note is missing the journal knows whether it was.
 */
final class TaskHistory {
    private static final int PAGE = 1000;

    private final EventExchange events;

    TaskHistory(EventExchange events) {
        this.events = events;
    }

    /** Publishes the events that the record tells of, up to the exit, and returns it with that noted. */
    TaskRecord catchUp(TaskRecord record) {
        TaskRecord known = record;
        if (record.told().compareTo(Told.CREATED) < 0) {
            publishUnlessDone(created(record));
            known = known.told(Told.CREATED);
        }
        if (record.startedAt() != null && record.told().compareTo(Told.STARTED) < 0) {
            publishUnlessDone(new TaskEvent.Started(
                    record.launch().namespace(), record.launch().id(), record.pid()));
            known = known.told(Told.STARTED);
        }
        Exit exit = record.exit();
        if (exit != null && record.told().compareTo(Told.EXITED) < 0) {
            publishUnlessDone(new TaskEvent.Exited(
                    record.launch().namespace(), record.launch().id(), null, record.pid(), exit));
            known = known.told(Told.EXITED);
        }
        return known;
    }

    /** A process of the task has ended; only whether that was told is open. */
    void exited(TaskEvent.Exited event) {
        publishUnlessDone(event);
    }

    /** The task is gone; only whether that was told is open. */
    void deleted(TaskRecord record, Exit exit) {
        publishUnlessDone(new TaskEvent.Deleted(
                record.launch().namespace(), record.launch().id(), record.pid(), exit));
    }

    private static TaskEvent created(TaskRecord record) {
        return new TaskEvent.Created(
                record.launch().namespace(),
                record.launch().id(),
                record.launch().bundle().toString(),
                List.of(),
                record.stdio(),
                record.pid());
    }

    private void publishUnlessDone(TaskEvent event) {
        if (!isInJournal(event)) {
            events.publish(event);
        }
    }

    private boolean isInJournal(TaskEvent event) {
        long since = 0;
        while (true) {
            List<EventRecord> page = events.list(since, PAGE);
            if (page.isEmpty()) {
                return false;
            }
            if (page.stream().anyMatch(record -> isSame(record, event))) {
                return true;
            }
            since = page.get(page.size() - 1).sequence();
        }
    }

    /** The pid tells the task from others that had its id before. */
    private static boolean isSame(EventRecord record, TaskEvent event) {
        return record.event().getClass() == event.getClass()
                && record.event().namespace().equals(event.namespace())
                && ((TaskEvent) record.event()).containerId().equals(event.containerId())
                && event.attributes()
                        .get("pid")
                        .equals(record.event().attributes().get("pid"))
                && event.attributes()
                        .getOrDefault("id", "")
                        .equals(record.event().attributes().getOrDefault("id", ""));
    }
}
