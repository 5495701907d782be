// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was done and how it ended: of this round in order, of all rounds in numbers. Thread-safe. */
final class Diary {
    private record Entry(long millis, String thread, Move move, Outcome outcome) {}

    private final long begun = System.nanoTime();

    // guarded by this
    private final List<Entry> round = new ArrayList<>();

    // guarded by this
    private final Map<MoveKind, Map<Result, Integer>> counts = new EnumMap<>(MoveKind.class);

    synchronized void add(Move move, Outcome outcome) {
        round.add(new Entry(
                (System.nanoTime() - begun) / 1_000_000, Thread.currentThread().getName(), move, outcome));
        counts.computeIfAbsent(move.kind(), kind -> new EnumMap<>(Result.class))
                .merge(outcome.result(), 1, Integer::sum);
    }

    synchronized void beginRound() {
        round.clear();
    }

    /** Of this round. */
    synchronized String summary() {
        Map<Result, Integer> results = new TreeMap<>();
        round.forEach(entry -> results.merge(entry.outcome().result(), 1, Integer::sum));
        return round.size() + " moves " + results;
    }

    /** Lines of this round that are about slots which a text names, and restarts. */
    synchronized List<String> about(String text) {
        return round.stream()
                .filter(entry -> text.contains(entry.move().slot().id().value())
                        || entry.move().kind() == MoveKind.RESTART
                        || entry.move().kind() == MoveKind.RESTART_WITH_SHIMS)
                .map(entry -> String.format(
                        "%8d ms %s %s -> %s", entry.millis(), entry.thread(), entry.move(), entry.outcome()))
                .toList();
    }

    synchronized int moves() {
        return counts.values().stream()
                .flatMap(results -> results.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** A line for each kind of move. */
    synchronized String table() {
        StringBuilder text = new StringBuilder();
        counts.forEach((kind, results) -> text.append(String.format("%-20s %s%n", kind, results)));
        return text.toString();
    }
}
