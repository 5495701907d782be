// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.runtime.TaskState;
import java.util.EnumSet;
import java.util.Set;

/** What may be true of a slot. A model holds all of those that explain what was seen. */
enum World {
    NO_RECORD(),
    NO_TASK(),
    CREATED(TaskState.CREATED),
    /** Not started, and about to end or ended. */
    DYING(TaskState.CREATED, TaskState.STOPPED),
    RUNNING(TaskState.RUNNING),
    /** Runs, and will end by itself. */
    ENDING(TaskState.RUNNING, TaskState.STOPPED),
    PAUSED(TaskState.PAUSED),
    /** Will end when it goes on. */
    PAUSED_DYING(TaskState.PAUSED, TaskState.RUNNING, TaskState.STOPPED),
    STOPPED(TaskState.STOPPED),
    /** Its shim is gone, and somebody cleans up. */
    LOST(TaskState.values());

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<TaskState> states;

    World(TaskState... states) {
        this.states = Set.of(states);
    }

    boolean hasTask() {
        return !states.isEmpty();
    }

    /** Whether a task can be in it and be said to be in this state. */
    boolean mayBe(TaskState state) {
        return states.contains(state);
    }

    /** What may become of it though nobody does anything. */
    Set<World> later() {
        return switch (this) {
            case DYING, ENDING -> EnumSet.of(this, STOPPED);
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
