// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.runtime.TaskState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which worlds explain all that was seen of a slot. While the slot is disturbed, by a restart or a shim that stands still,
 * what is known of it may be out of date, so an answer rules out no world; one that no world explains is wrong also then.
 * For one thread at a time.
 */
final class SlotModel {
    private final Rules rules;
    private Set<World> worlds = EnumSet.of(World.NO_RECORD);
    private boolean disturbed;

    SlotModel(Program program) {
        this.rules = new Rules(program);
    }

    Set<World> worlds() {
        return EnumSet.copyOf(worlds);
    }

    boolean isDisturbed() {
        return disturbed;
    }

    /** Until the next {@link #settled}. */
    void disturb() {
        disturbed = true;
    }

    /** Somebody else may do anything to it until the next {@link #settled}. */
    void forget() {
        disturbed = true;
        worlds = EnumSet.allOf(World.class);
    }

    /** Tasks of its kind are lost, if it has one, now or soon. */
    void mayBeLost() {
        disturbed = true;
        if (worlds.stream().anyMatch(World::hasTask)) {
            add(EnumSet.of(World.LOST));
        }
    }

    /** Whether a task, if there is one, will end by itself. */
    boolean isBoundToEnd() {
        return worlds.stream()
                .filter(World::hasTask)
                .allMatch(world -> world == World.ENDING || world == World.DYING || world == World.STOPPED);
    }

    /** Takes note of what a move has shown; says what is wrong with that, if it is. */
    Optional<String> saw(MoveKind move, Outcome outcome) {
        Set<World> before = EnumSet.copyOf(worlds);
        Set<World> next = EnumSet.noneOf(World.class);
        for (World world : before) {
            if (outcome.state() == null || isPossible(world, outcome.state())) {
                next.addAll(rules.of(move, world).after(outcome.result()));
            }
        }
        if (next.isEmpty() && mayBeUncertain(move, outcome.result())) {
            disturbed = true;
            before.forEach(world -> next.addAll(rules.of(move, world).afterAny()));
        }
        if (next.isEmpty()) {
            return Optional.of(move + " answered " + outcome + ", but was in " + before);
        }
        if (disturbed) {
            add(next);
        } else {
            worlds = World.later(next);
        }
        return Optional.empty();
    }

    private boolean isPossible(World world, TaskState state) {
        return state == TaskState.UNKNOWN ? disturbed || world == World.LOST : world.mayBe(state);
    }

    /** A slow machine can make any call late, but a process that has ended is not waited for in vain. */
    private boolean mayBeUncertain(MoveKind move, Result result) {
        return (result == Result.DEADLINE && move != MoveKind.WAIT) || (disturbed && result.isUncertain());
    }

    private void add(Set<World> more) {
        Set<World> all = EnumSet.copyOf(worlds);
        all.addAll(World.later(more));
        worlds = all;
    }

    /**
     * All is quiet, and this is what there is. Says what is wrong with that, if it is; goes on from it in any case.
     *
     * @param state null without a task
     */
    Optional<String> settled(boolean hasRecord, @Nullable TaskState state) {
        Set<World> before = worlds;
        Set<World> now = EnumSet.copyOf(before);
        now.removeIf(world -> state == null
                ? world != (hasRecord ? World.NO_TASK : World.NO_RECORD)
                : !world.mayBe(state) || world == World.LOST);
        // what ran then has become the program, as the kernel says
        now.remove(World.STARTED);
        disturbed = false;
        worlds = World.later(now.isEmpty() ? EnumSet.of(world(hasRecord, state)) : now);
        return now.isEmpty()
                ? Optional.of("is " + (state == null ? world(hasRecord, null) : state) + ", but was in " + before)
                : Optional.empty();
    }

    private static World world(boolean hasRecord, @Nullable TaskState state) {
        if (state == null) {
            return hasRecord ? World.NO_TASK : World.NO_RECORD;
        }
        return switch (state) {
            case CREATED -> World.CREATED;
            case RUNNING -> World.RUNNING;
            case PAUSING, PAUSED -> World.PAUSED;
            case STOPPED -> World.STOPPED;
            case UNKNOWN -> World.LOST;
        };
    }
}
