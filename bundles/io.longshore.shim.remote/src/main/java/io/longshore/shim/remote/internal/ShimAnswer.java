// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.protos.types.Status;

/** What a shim says of a process' state; of its exit only if it has ended. */
record ShimAnswer(Status status, long pid, Stdio stdio, ShimExit exit) {
    TaskState state() {
        return switch (status) {
            case CREATED -> TaskState.CREATED;
            case RUNNING -> TaskState.RUNNING;
            case STOPPED -> TaskState.STOPPED;
            case PAUSED -> TaskState.PAUSED;
            case PAUSING -> TaskState.PAUSING;
            case UNKNOWN, UNRECOGNIZED -> TaskState.UNKNOWN;
        };
    }

    /**
     * As {@link #state}, of an added process. While the container is frozen, or is being frozen, a shim says that of all its
     * processes, also of those that were not started yet, or have ended before.
     */
    TaskState stateOfAdded() {
        TaskState told = state();
        if (told != TaskState.PAUSED && told != TaskState.PAUSING) {
            return told;
        }
        if (exit.wasSeen()) {
            return TaskState.STOPPED;
        }
        return pid == 0 ? TaskState.CREATED : told;
    }
}
