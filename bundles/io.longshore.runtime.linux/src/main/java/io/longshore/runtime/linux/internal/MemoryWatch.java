// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.events.TaskEvent;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.util.concurrent.CompletionStage;

/**
 * Publishes that a task is out of memory where its shim does not: containerd's shims of the first generation leave that to
 * whoever runs them. Thread-safe.
 */
final class MemoryWatch {
    private final TaskKey key;
    private final TaskContext context;
    private final TaskRecordFile record;
    private final MemoryKills kills;

    // guarded by this
    private boolean watching;
    private long told;

    MemoryWatch(TaskKey key, TaskContext context, TaskRecordFile record, MemoryKills kills) {
        this.key = key;
        this.context = context;
        this.record = record;
        this.kills = kills;
    }

    /** The task has a process. What has happened before, while nobody watched, is told if that was not. */
    void begin(CompletionStage<?> ended) {
        TaskRecord known = record.current();
        Cgroup cgroup = known.process().cgroup();
        if (cgroup == null || context.kinds().driver(known.shimKind()).tellsOutOfMemory()) {
            return;
        }
        long before =
                kills.count() == 0 ? 0 : new JournalSearch(context.events()).count(known.createdAt(), event()::equals);
        synchronized (this) {
            watching = true;
            told = before;
        }
        catchUp();
        context.memoryEvents().watch(cgroup.memoryDirectory(), ended, this::happened);
    }

    /** The kernel is about to kill, which it says several times before it does, and counts afterwards. */
    private void happened() {
        synchronized (this) {
            long counted = kills.count();
            if (!watching || told > counted) {
                return;
            }
            told = counted + 1;
        }
        context.events().publish(event());
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
        context.events().publish(event());
    }

    private TaskEvent.OutOfMemory event() {
        return new TaskEvent.OutOfMemory(key.namespace(), key.id());
    }
}
