// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.shim.ShimEventSink;

/** What shims publish beside the answers to calls: the second source of exits, the only one of out-of-memory. */
record ShimEvents(TaskRegistry registry) implements ShimEventSink {
    @Override
    public void accept(TaskEvent event) {
        accept(event, "");
    }

    @Override
    public void accept(TaskEvent event, String delivery) {
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
        if (event instanceof TaskEvent.Exited exited) {
            task.parts().sources().told(exited);
        } else if (event instanceof TaskEvent.OutOfMemory outOfMemory) {
            outOfMemory(task.parts(), outOfMemory, delivery);
        }
    }

    private static void outOfMemory(TaskParts task, TaskEvent.OutOfMemory event, String delivery) {
        if (!delivery.isEmpty() && task.afterStart().mustWait()) {
            // it is safe where it comes from, and here it is not
            throw new UnavailableException("task " + task.key() + " is being started");
        }
        task.afterStart().run(() -> task.oom().accept(event, delivery));
    }
}
