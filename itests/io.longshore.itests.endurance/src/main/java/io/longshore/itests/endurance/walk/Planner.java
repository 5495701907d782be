// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the plan of each round out of nothing but the seed, the slots and the round's number. */
final class Planner {
    private static final int MOVES = 12;
    /** One of so many first moves is left out. */
    private static final int OMITTED_OF = 6;

    private static final int GUESTS = 4;
    private static final int LONGEST_PAUSE_MILLIS = 30;
    private static final int RESTART_EVERY = 3;
    private static final int SHIMS_TOO_EVERY = 3;
    private static final int GROUP_FAULT_EVERY = 4;
    /** After so many rounds everything is deleted, to see whether anything is left. */
    private static final int ALL_DELETED_EVERY = 6;

    private static final List<MoveKind> WEIGHTED = Arrays.stream(MoveKind.values())
            .flatMap(kind -> Collections.nCopies(kind.weight(), kind).stream())
            .toList();

    private final long seed;
    private final List<Slot> slots;

    Planner(long seed, List<Slot> slots) {
        this.seed = seed;
        this.slots = List.copyOf(slots);
    }

    /** All kinds with all programs, one slot for each thread, and one of each kind for several. */
    static List<Slot> slots(List<SlotKind> kinds) {
        return kinds.stream()
                .flatMap(kind -> Stream.concat(
                        Stream.of(Program.SLEEPS, Program.OBEYS, Program.ENDS)
                                .map(program -> Slot.of(kind, program, false)),
                        Stream.of(Program.MANY, Program.MISSING)
                                .filter(program ->
                                        program == Program.MANY || kind.group().isEmpty())
                                .map(program -> Slot.of(kind, program, program == Program.MANY))))
                .toList();
    }

    RoundPlan round(int number) {
        // far apart for neighbouring seeds and rounds
        Random random = new Random(seed * 1_000_003 + number * 7_919L);
        Set<Slot> faulted = new HashSet<>();
        List<List<Move>> lanes = new ArrayList<>();
        for (Slot slot : slots) {
            if (!slot.shared()) {
                lanes.add(alone(slot, random));
            }
        }
        List<Slot> shared = slots.stream().filter(Slot::shared).toList();
        for (int i = 0; i < GUESTS && !shared.isEmpty(); i++) {
            lanes.add(guest(shared, random));
        }
        boolean restarts = random.nextInt(RESTART_EVERY) == 0;
        boolean withShims = restarts && random.nextInt(SHIMS_TOO_EVERY) == 0;
        List<Move> faults = new ArrayList<>();
        if (random.nextInt(GROUP_FAULT_EVERY) == 0) {
            faultOfGroup(faults, faulted, random);
        }
        if (restarts) {
            MoveKind kind = withShims ? MoveKind.RESTART_WITH_SHIMS : MoveKind.RESTART;
            faults.add(random.nextInt(faults.size() + 1), move(kind, slots.get(0), random));
        }
        if (!faults.isEmpty()) {
            lanes.add(faults);
        }
        return new RoundPlan(
                number, lanes, restarts, withShims, faulted, number % ALL_DELETED_EVERY == ALL_DELETED_EVERY - 1);
    }

    private List<Move> alone(Slot slot, Random random) {
        List<Move> moves = new ArrayList<>();
        begin(slot, moves, random, MoveKind.RECORD_CREATE, MoveKind.CREATE, MoveKind.START);
        while (moves.size() < MOVES) {
            Move move = move(kind(slot, random), slot, random);
            moves.add(move);
            if (move.kind().isEnd()) {
                begin(slot, moves, random, MoveKind.CREATE, MoveKind.START);
            }
            if (move.kind() == MoveKind.SHIM_STOP) {
                // one at the most, since what asks it meanwhile waits until its deadline
                moves.add(move(kindWithoutStop(slot, random), slot, random));
                moves.add(move(MoveKind.SHIM_CONTINUE, slot, random));
            }
        }
        return moves;
    }

    private static List<Move> guest(List<Slot> shared, Random random) {
        List<Move> moves = new ArrayList<>();
        begin(of(shared, random), moves, random, MoveKind.RECORD_CREATE, MoveKind.CREATE, MoveKind.START);
        while (moves.size() < MOVES) {
            Slot slot = of(shared, random);
            Move move = move(kindWithoutStop(slot, random), slot, random);
            moves.add(move);
            if (move.kind().isEnd()) {
                begin(slot, moves, random, MoveKind.CREATE, MoveKind.START);
            }
        }
        return moves;
    }

    private static Slot of(List<Slot> slots, Random random) {
        return slots.get(random.nextInt(slots.size()));
    }

    /** Most of a life's beginning, mostly: without a task there is little that can be done. */
    private static void begin(Slot slot, List<Move> moves, Random random, MoveKind... kinds) {
        for (MoveKind kind : kinds) {
            if (random.nextInt(OMITTED_OF) != 0) {
                moves.add(move(kind, slot, random));
            }
        }
    }

    private void faultOfGroup(List<Move> faults, Set<Slot> faulted, Random random) {
        List<Slot> group =
                slots.stream().filter(slot -> !slot.kind().group().isEmpty()).toList();
        if (group.isEmpty()) {
            return;
        }
        Slot slot = group.get(random.nextInt(group.size()));
        if (random.nextBoolean()) {
            faults.add(move(MoveKind.SHIM_KILL, slot, random));
        } else {
            faults.add(move(MoveKind.SHIM_STOP, slot, random));
            faults.add(move(MoveKind.SHIM_CONTINUE, slot, random));
        }
        faulted.addAll(group);
    }

    /** What hits a group is a lane of its own. */
    private static MoveKind kind(Slot slot, Random random) {
        MoveKind kind = WEIGHTED.get(random.nextInt(WEIGHTED.size()));
        return kind.isOfShim() && !slot.kind().group().isEmpty() ? MoveKind.REFRESH : kind;
    }

    private static MoveKind kindWithoutStop(Slot slot, Random random) {
        MoveKind kind = kind(slot, random);
        return kind == MoveKind.SHIM_STOP ? MoveKind.FORCE_DELETE : kind;
    }

    private static Move move(MoveKind kind, Slot slot, Random random) {
        return new Move(kind, slot, random.nextInt(1000), random.nextInt(LONGEST_PAUSE_MILLIS));
    }
}
