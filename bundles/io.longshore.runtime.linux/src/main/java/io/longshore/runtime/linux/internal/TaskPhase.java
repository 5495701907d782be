// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.TaskState;

/** A task's life as the runtime sees it; {@link TaskLife} has the transitions. */
enum TaskPhase {
    /** Its container is being created, and the create event was not published; an exit waits for both. */
    CREATING(TaskState.CREATED),
    /** Its process waits to be started. */
    CREATED(TaskState.CREATED),
    /** Its process is being started, and the start event was not published; an exit waits for both. */
    STARTING(TaskState.CREATED),
    /** Its process runs. */
    RUNNING(TaskState.RUNNING),
    /** Its process has ended. */
    STOPPED(TaskState.STOPPED),
    /** It is being deleted; it goes back if that fails. */
    DELETING(TaskState.STOPPED),
    /** It is gone; nothing leads out of here. */
    DELETED(TaskState.STOPPED);

    private final TaskState state;

    TaskPhase(TaskState state) {
        this.state = state;
    }

    /** What others are told. */
    TaskState state() {
        return state;
    }
}
