// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final List<Slot> SLOTS = Planner.slots(List.of(SlotKind.values()));

    private static List<RoundPlan> plans(long seed) {
        Planner planner = new Planner(seed, SLOTS);
        return IntStream.range(0, 60).mapToObj(planner::round).toList();
    }

    @Test
    void sameSeedIsTheSameWalkAndAnotherSeedIsAnother() {
        assertThat(plans(7)).isEqualTo(plans(7)).isNotEqualTo(plans(8));
    }

    @Test
    void roundIsTheSameWhateverWasAskedForBefore() {
        assertThat(new Planner(7, SLOTS).round(41)).isEqualTo(plans(7).get(41));
    }

    @Test
    void everyMoveComesOnEveryKindOfShim() {
        Set<Object> seen = new HashSet<>();
        plans(1).stream()
                .flatMap(plan -> plan.lanes().stream())
                .flatMap(List::stream)
                .forEach(move -> seen.add(List.of(move.kind(), move.slot().kind())));

        for (SlotKind kind : SlotKind.values()) {
            for (MoveKind move : EnumSet.complementOf(EnumSet.of(MoveKind.RESTART, MoveKind.RESTART_WITH_SHIMS))) {
                assertThat(seen).contains(List.of(move, kind));
            }
        }
        assertThat(plans(1).stream()
                        .flatMap(plan -> plan.lanes().stream())
                        .flatMap(List::stream)
                        .map(Move::kind))
                .contains(MoveKind.RESTART, MoveKind.RESTART_WITH_SHIMS);
    }

    @Test
    void slotThatIsNotSharedHasOneLaneAndNobodyElseTouchesItsShim() {
        for (RoundPlan plan : plans(3)) {
            for (Slot slot : SLOTS) {
                List<List<Move>> lanes = plan.lanes().stream()
                        .filter(lane -> lane.stream()
                                .anyMatch(move -> move.slot().equals(slot)
                                        && move.kind().weight() > 0
                                        && !(plan.faulted().contains(slot)
                                                && move.kind().isOfShim())))
                        .toList();
                if (!slot.shared()) {
                    assertThat(lanes).as("of %s in %s", slot, plan.number()).hasSize(1);
                }
            }
        }
    }

    @Test
    void shimThatIsStoppedGoesOnInTheSameLane() {
        for (RoundPlan plan : plans(5)) {
            for (List<Move> lane : plan.lanes()) {
                List<MoveKind> kinds = lane.stream().map(Move::kind).collect(Collectors.toList());
                int stop = kinds.lastIndexOf(MoveKind.SHIM_STOP);
                assertThat(kinds.lastIndexOf(MoveKind.SHIM_CONTINUE)).isGreaterThanOrEqualTo(stop);
            }
        }
    }
}
