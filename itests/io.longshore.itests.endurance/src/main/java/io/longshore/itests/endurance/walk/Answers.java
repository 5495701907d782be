// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** How a move may end in one world, and which worlds that leads to. */
final class Answers {
    private final Map<Result, Set<World>> after = new EnumMap<>(Result.class);

    static Answers one(Result result, World... next) {
        return new Answers().or(result, next);
    }

    Answers or(Result result, World... next) {
        Set<World> worlds = after.computeIfAbsent(result, any -> EnumSet.noneOf(World.class));
        for (World world : next) {
            worlds.add(world);
        }
        return this;
    }

    /** Empty if it cannot end so. */
    Set<World> after(Result result) {
        return after.getOrDefault(result, Set.of());
    }

    /** Whatever it has done, if it has done anything. */
    Set<World> afterAny() {
        Set<World> all = EnumSet.noneOf(World.class);
        after.values().forEach(all::addAll);
        return all;
    }
}
