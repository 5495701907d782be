// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Plays a plan, one thread for each lane, and holds what each move answers against the model of its slot. */
final class Round {
    /** More than all deadlines of a lane together. */
    private static final long LONGEST_MINUTES = 8;

    private static final long AWAY_MILLIS = 200;

    private static final Set<Result> NEVER = EnumSet.of(Result.INVALID, Result.NOT_IMPLEMENTED);

    private final Scene scene;
    private final Player player;
    private final Diary diary;
    private final Acknowledged acknowledged;
    private final BooleanSupplier brokenOff;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    /** @param brokenOff asked before each move: after that there is none, and a restart under way comes to its end */
    Round(Scene scene, Player player, Diary diary, Acknowledged acknowledged, BooleanSupplier brokenOff) {
        this.scene = scene;
        this.player = player;
        this.diary = diary;
        this.acknowledged = acknowledged;
        this.brokenOff = brokenOff;
    }

    /** Returns what was wrong, one line each. */
    Collection<String> play(RoundPlan plan, ExecutorService threads) throws InterruptedException {
        for (Slot slot : scene.slots()) {
            prepare(slot, plan);
        }
        List<Future<Void>> lanes = new ArrayList<>();
        for (List<Move> moves : plan.lanes()) {
            Callable<Void> lane = () -> {
                play(moves);
                return null;
            };
            lanes.add(threads.submit(lane));
        }
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
        for (Future<Void> lane : lanes) {
            try {
                lane.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a move failed as none may", e.getCause());
            } catch (TimeoutException e) {
                wrong.add("a move does not come to its end: " + Threads.stacks());
                break;
            }
        }
        return wrong;
    }

    private void prepare(Slot slot, RoundPlan plan) {
        SlotModel model = scene.model(slot);
        if (plan.faulted().contains(slot)) {
            model.forget();
        } else if (plan.restarts()) {
            model.disturb();
            if (plan.restartsShims() && slot.kind() == SlotKind.LOCAL) {
                model.forget();
            }
        }
    }

    private void play(List<Move> moves) throws InterruptedException {
        for (Move move : moves) {
            Thread.sleep(move.pauseMillis());
            if (brokenOff.getAsBoolean()) {
                return;
            }
            SlotModel model = scene.model(move.slot());
            boolean alone = !move.slot().shared() && !isOfAll(move);
            if (alone && move.kind() == MoveKind.SHIM_STOP && move.slot().kind() != SlotKind.LOCAL) {
                model.disturb();
            }
            Outcome outcome = player.play(move, alone && model.isBoundToEnd());
            diary.add(move, outcome);
            acknowledged.add(move, outcome);
            if (outcome.result() == Result.UNAVAILABLE) {
                // so that a restart does not use up all moves
                Thread.sleep(AWAY_MILLIS);
            }
            if (alone) {
                Optional<String> unexplained = model.saw(effective(move), outcome);
                unexplained.ifPresent(text -> wrong.add(move.slot() + ": " + text));
            } else if (NEVER.contains(outcome.result())) {
                wrong.add(move.slot() + ": " + move + " answered " + outcome);
            }
        }
    }

    /** Of a lane that is not the slot's own. */
    private static boolean isOfAll(Move move) {
        return move.kind() == MoveKind.RESTART
                || move.kind() == MoveKind.RESTART_WITH_SHIMS
                || move.kind() == MoveKind.SHIM_CONTINUE
                || (move.kind().isOfShim() && !move.slot().kind().group().isEmpty());
    }

    /** Without a shim there is none to be killed. */
    private static MoveKind effective(Move move) {
        return move.kind() == MoveKind.SHIM_KILL && move.slot().kind() == SlotKind.LOCAL ? MoveKind.LIST : move.kind();
    }
}
