// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.runtime.TaskState;
import java.util.EnumSet;
import java.util.Set;

/** What may be true of a slot. A model holds all of those that explain what was seen. */
enum World {
    NO_RECORD,
    NO_TASK,
    CREATED,
    /** Not started, and about to end or ended. */
    DYING,
    /** Runs, and is still the OCI runtime, which ends by some signals that the program does not listen to. */
    STARTED,
    RUNNING,
    /** Runs, and will end by itself. */
    ENDING,
    PAUSED,
    /** Will end when it goes on. */
    PAUSED_DYING,
    STOPPED,
    /** Its shim is gone, and somebody cleans up. */
    LOST;

    boolean hasTask() {
        return this != NO_RECORD && this != NO_TASK;
    }

    /** Whether a task can be in it and be said to be in this state. */
    boolean mayBe(TaskState state) {
        return switch (this) {
            case NO_RECORD, NO_TASK -> false;
            case CREATED -> state == TaskState.CREATED;
            case DYING -> state == TaskState.CREATED || state == TaskState.STOPPED;
            case STARTED, RUNNING -> state == TaskState.RUNNING;
            case ENDING -> state == TaskState.RUNNING || state == TaskState.STOPPED;
            case PAUSED -> state == TaskState.PAUSED;
            case PAUSED_DYING -> state == TaskState.PAUSED || state == TaskState.RUNNING || state == TaskState.STOPPED;
            case STOPPED -> state == TaskState.STOPPED;
            case LOST -> true;
        };
    }

    /** What may become of it though nobody does anything. */
    Set<World> later() {
        return switch (this) {
            case DYING, ENDING -> EnumSet.of(this, STOPPED);
            case STARTED -> EnumSet.of(this, RUNNING);
            case PAUSED_DYING -> EnumSet.of(this, ENDING, STOPPED);
            case LOST -> EnumSet.of(this, NO_TASK);
            default -> EnumSet.of(this);
        };
    }

    static Set<World> later(Set<World> worlds) {
        Set<World> all = EnumSet.noneOf(World.class);
        worlds.forEach(world -> all.addAll(world.later()));
        return all;
    }
}
