// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what the end of an earlier process may have kept from being published of an added process, in order: what the
 * journal lacks.
 */
final class ProcessHistory {
    private static final int PAGE = 1000;

    private final EventExchange events;
    private final TaskKey key;
    private final ExecId id;
    private final List<TaskEvent> told = new ArrayList<>();

    /** @param since the number of an event before the first one about the process: its id may have been used before */
    ProcessHistory(EventExchange events, TaskKey key, ExecId id, long since) {
        this.events = events;
        this.key = key;
        this.id = id;
        read(since);
    }

    private void read(long since) {
        long last = since;
        while (true) {
            List<EventRecord> page = events.list(last, PAGE);
            if (page.isEmpty()) {
                return;
            }
            for (EventRecord record : page) {
                if (record.event() instanceof TaskEvent event && isAboutThis(event)) {
                    told.add(event);
                }
            }
            last = page.get(page.size() - 1).sequence();
        }
    }

    private boolean isAboutThis(TaskEvent event) {
        return event.namespace().equals(key.namespace())
                && event.containerId().equals(key.id())
                && id.equals(process(event));
    }

    private static @Nullable ExecId process(TaskEvent event) {
        if (event instanceof TaskEvent.ExecAdded added) {
            return added.execId();
        }
        if (event instanceof TaskEvent.ExecStarted started) {
            return started.execId();
        }
        return event instanceof TaskEvent.Exited exited ? exited.execId() : null;
    }

    /** It was told that it runs, and not that it has ended. */
    boolean runsAsFarAsWasTold() {
        return has(TaskEvent.ExecStarted.class::isInstance) && !has(TaskEvent.Exited.class::isInstance);
    }

    void added() {
        unless(TaskEvent.ExecAdded.class::isInstance, new TaskEvent.ExecAdded(key.namespace(), key.id(), id));
    }

    void started(long pid) {
        added();
        unless(TaskEvent.ExecStarted.class::isInstance, new TaskEvent.ExecStarted(key.namespace(), key.id(), id, pid));
    }

    void exited(long pid, Exit exit) {
        started(pid);
        unless(
                TaskEvent.Exited.class::isInstance,
                new TaskEvent.Exited(key.namespace(), key.id(), id, pidOr(pid), exit));
    }

    /** The one that was told when it was started, which its shim may have forgotten. */
    private long pidOr(long seen) {
        return told.stream()
                .filter(TaskEvent.ExecStarted.class::isInstance)
                .map(TaskEvent.ExecStarted.class::cast)
                .map(TaskEvent.ExecStarted::pid)
                .findFirst()
                .orElse(seen);
    }

    private boolean has(Predicate<TaskEvent> wanted) {
        return told.stream().anyMatch(wanted);
    }

    private void unless(Predicate<TaskEvent> known, TaskEvent event) {
        if (!has(known)) {
            events.publish(event);
            told.add(event);
        }
    }
}
