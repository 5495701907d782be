// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task, or of an added process, at one moment.
 *
 * @param before what it goes back to if its deletion fails; only of meaning while it is being deleted
 * @param shimLost its shim is gone, and nobody has begun to clean up after it
 */
record TaskMoment(
        TaskPhase phase,
        TaskPhase before,
        long pid,
        @Nullable Instant startedAt,
        @Nullable Exit exit,
        boolean shimLost) {
    static final TaskMoment CREATING = of(TaskPhase.CREATING, 0, null, null);

    /** Waits to be started. */
    static final TaskMoment CREATED = of(TaskPhase.CREATED, 0, null, null);

    static TaskMoment of(TaskPhase phase, long pid, @Nullable Instant startedAt, @Nullable Exit exit) {
        return new TaskMoment(phase, phase, pid, startedAt, exit, false);
    }

    /** What others are told. While it is being deleted, that is what it was before. */
    TaskState state() {
        return switch (phase) {
            case CREATING, CREATED, STARTING -> TaskState.CREATED;
            case RUNNING -> TaskState.RUNNING;
            case PAUSING -> TaskState.PAUSING;
            case PAUSED, RESUMING -> TaskState.PAUSED;
            case STOPPED, DELETED -> TaskState.STOPPED;
            case DELETING -> beforeDeletion().state();
        };
    }

    TaskMoment in(TaskPhase next) {
        return new TaskMoment(next, next, pid, startedAt, exit, shimLost);
    }

    TaskMoment deleting() {
        return new TaskMoment(TaskPhase.DELETING, phase, pid, startedAt, exit, shimLost);
    }

    /** What is left of what it was: a process that has ended meanwhile has ended, and what was under way then is over. */
    TaskMoment beforeDeletion() {
        return in(
                exit != null
                        ? TaskPhase.STOPPED
                        : switch (before) {
                            case PAUSING -> TaskPhase.RUNNING;
                            case RESUMING -> TaskPhase.PAUSED;
                            default -> before;
                        });
    }

    TaskMoment pid(long newPid) {
        return new TaskMoment(phase, before, newPid, startedAt, exit, shimLost);
    }

    TaskMoment started(long newPid, Instant at) {
        return new TaskMoment(TaskPhase.RUNNING, TaskPhase.RUNNING, newPid, at, exit, shimLost);
    }

    /** The phase stays; whether the exit ends it depends on who else waits for that. */
    TaskMoment exited(Exit newExit) {
        return new TaskMoment(phase, before, pid, startedAt, newExit, shimLost);
    }

    TaskMoment shimLost(boolean lost) {
        return new TaskMoment(phase, before, pid, startedAt, exit, lost);
    }
}
