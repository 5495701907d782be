// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.List;
import java.util.Set;

/**
 * What is done in one round.
 *
 * @param lanes what each thread does, one after the other
 * @param restarts whether the runtime is restarted meanwhile
 * @param restartsShims whether what drives tasks from this JVM is, too
 * @param faulted whose shim, which they share, is killed or stopped meanwhile
 * @param ending whether everything is deleted at its end
 */
record RoundPlan(
        int number,
        List<List<Move>> lanes,
        boolean restarts,
        boolean restartsShims,
        Set<Slot> faulted,
        boolean ending) {
    RoundPlan {
        lanes = lanes.stream().map(List::copyOf).toList();
        faulted = Set.copyOf(faulted);
    }
}
