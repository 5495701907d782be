// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.shim.ShimEventSink;

/** What shims publish beside the answers to calls: the second source of exits; of out-of-memory for a shim that tells it. */
record ShimEvents(TaskRegistry registry) implements ShimEventSink {
    @Override
    public void accept(TaskEvent event) {
        TaskKey key = new TaskKey(event.namespace(), event.containerId());
        // in this order, as a task takes the place of what reserved its id
        boolean reserved = registry.isReserved(key);
        LinuxTask task = registry.find(key).orElse(null);
        if (task == null && reserved) {
            throw new UnavailableException("task " + key + " is not ready yet");
        }
        if (task == null) {
            return;
        }
        TaskParts parts = task.parts();
        if (event instanceof TaskEvent.Exited exited) {
            parts.sources().told(exited);
        } else if (event instanceof TaskEvent.OutOfMemory && tellsOutOfMemory(parts)) {
            parts.afterStart().run(() -> parts.context().events().publish(event));
        }
    }

    /** If not, the runtime watches the cgroup, and has told it or will. */
    private static boolean tellsOutOfMemory(TaskParts task) {
        TaskRecord known = task.record().current();
        return task.context().kinds().driver(known.shimKind()).tellsOutOfMemory(known.launch());
    }
}
