// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.shim.ShimEventSink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What shims publish beside the answers to calls: the second source of exits; of out-of-memory for a shim that tells it. */
record ShimEvents(TaskRegistry registry) implements ShimEventSink {
    private static final CompletionStage<Void> TAKEN = CompletableFuture.completedStage(null);

    @Override
    public void accept(TaskEvent event) {
        CompletableFuture<Void> taken = acceptSoon(event).toCompletableFuture();
        if (!taken.isDone()) {
            throw new UnavailableException("a process of task " + event.containerId() + " is being started");
        }
        taken.join();
    }

    @Override
    public CompletionStage<Void> acceptSoon(TaskEvent event) {
        TaskKey key = new TaskKey(event.namespace(), event.containerId());
        // in this order, as a task takes the place of what reserved its id
        boolean reserved = registry.isReserved(key);
        LinuxTask task = registry.find(key).orElse(null);
        if (task == null && reserved) {
            throw new UnavailableException("task " + key + " is not ready yet");
        }
        if (task == null) {
            return TAKEN;
        }
        TaskParts parts = task.parts();
        if (event instanceof TaskEvent.Exited exited) {
            return parts.sources().told(exited);
        }
        if (event instanceof TaskEvent.OutOfMemory && tellsOutOfMemory(parts)) {
            parts.afterStart().run(() -> parts.context().events().publish(event));
        }
        return TAKEN;
    }

    /** If not, the runtime watches the cgroup, and has told it or will. */
    private static boolean tellsOutOfMemory(TaskParts task) {
        TaskRecord known = task.record().current();
        return task.context().kinds().driver(known.shimKind()).tellsOutOfMemory(known.launch());
    }
}
