// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import io.longshore.api.events.EventRecord;
import io.longshore.api.runtime.Exit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the operations of one round said of themselves, to be held against the events: each that answered has its event, and
 * there are no more than those that may have happened. Thread-safe.
 */
final class Acknowledged {
    private static final Map<MoveKind, String> TOPICS = Map.of(
            MoveKind.RECORD_CREATE, "/containers/create",
            MoveKind.RECORD_DELETE, "/containers/delete",
            MoveKind.CREATE, "/tasks/create",
            MoveKind.START, "/tasks/start",
            MoveKind.PAUSE, "/tasks/paused",
            MoveKind.RESUME, "/tasks/resumed",
            MoveKind.EXEC_ADD, "/tasks/exec-added",
            MoveKind.EXEC_START, "/tasks/exec-started");

    private record Key(Slot slot, String topic) {}

    // guarded by this
    private final Map<Key, Integer> certain = new HashMap<>();

    // guarded by this
    private final Map<Key, Integer> possible = new HashMap<>();

    // guarded by this
    private final Map<Slot, Set<Exit>> exits = new HashMap<>();

    // guarded by this
    private final Set<Slot> toldToEnd = new HashSet<>();

    synchronized void add(Move move, Outcome outcome) {
        if (move.kind() == MoveKind.KILL_TERM) {
            toldToEnd.add(move.slot());
        }
        String topic = TOPICS.get(move.kind());
        if (topic != null) {
            Key key = new Key(move.slot(), topic);
            if (outcome.result() == Result.OK) {
                certain.merge(key, 1, Integer::sum);
                possible.merge(key, 1, Integer::sum);
            } else if (outcome.result().isUncertain() || outcome.result() == Result.UNKNOWN) {
                possible.merge(key, 1, Integer::sum);
            }
        }
        if (move.kind() == MoveKind.FORCE_DELETE) {
            // what is frozen goes on first
            possible.merge(new Key(move.slot(), "/tasks/resumed"), 1, Integer::sum);
        }
        Exit exit = outcome.exit();
        if (exit != null) {
            exits.computeIfAbsent(move.slot(), any -> new HashSet<>()).add(exit);
        }
    }

    /** Whether SIGTERM was sent to it, or tried to be. */
    synchronized boolean isToldToEnd(Slot slot) {
        return toldToEnd.contains(slot);
    }

    /** What does not fit. */
    synchronized List<String> compare(Slot slot, List<EventRecord> events, Set<Exit> told) {
        List<String> wrong = new ArrayList<>();
        for (String topic : TOPICS.values()) {
            Key key = new Key(slot, topic);
            long seen = events.stream()
                    .filter(record -> record.event().topic().equals(topic))
                    .count();
            int least = certain.getOrDefault(key, 0);
            int most = possible.getOrDefault(key, 0);
            if (seen < least || seen > most) {
                wrong.add(slot + ": " + seen + " events " + topic + ", but that was done "
                        + (least == most ? least + " times" : least + " to " + most + " times"));
            }
        }
        for (Exit exit : exits.getOrDefault(slot, Set.of())) {
            if (!told.contains(exit)) {
                wrong.add(slot + ": an operation answered with " + exit + ", of which no event tells: " + told);
            }
        }
        return wrong;
    }
}
