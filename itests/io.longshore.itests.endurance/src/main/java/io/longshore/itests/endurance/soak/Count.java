// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import io.longshore.api.events.EventRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts events from one end to the other: each that was sent was received, once, and in order. */
final class Count {
    private final List<Long> sent;
    private final List<Received> received;
    private final List<EventRecord> journal;
    private final Map<String, Integer> done = new HashMap<>();

    /**
     * @param sent numbers of events that were published for certain
     * @param done for each operation that answered the topic of its event, and the id
     * @param journal what is in it at the end, all or the newest of it
     */
    Count(List<Long> sent, List<Received> received, List<String> done, List<EventRecord> journal) {
        this.sent = List.copyOf(sent);
        this.received = List.copyOf(received);
        this.journal = List.copyOf(journal);
        done.forEach(line -> this.done.merge(line, 1, Integer::sum));
    }

    /** @param open how many operations of one id may have been done without anybody having heard of it */
    List<String> wrong(int open) {
        List<String> wrong = new ArrayList<>();
        Set<Long> numbers = new HashSet<>();
        long last = 0;
        for (Received event : received) {
            numbers.add(event.sequence());
            if (event.sequence() <= last) {
                wrong.add("after number " + last + " came " + event);
            }
            last = event.sequence();
        }
        sent.stream()
                .filter(number -> !numbers.contains(number))
                .forEach(number -> wrong.add("number " + number + " was sent, and did not arrive"));
        wrong.addAll(comparedWithJournal());
        wrong.addAll(comparedWithOperations(open));
        return wrong;
    }

    private List<String> comparedWithJournal() {
        if (journal.isEmpty()) {
            return received.isEmpty() ? List.of() : List.of("the journal is empty");
        }
        long first = journal.get(0).sequence();
        List<Received> there =
                received.stream().filter(event -> event.sequence() >= first).toList();
        List<Received> written = journal.stream().map(Received::of).toList();
        if (there.equals(written)) {
            return List.of();
        }
        Set<Received> more = new HashSet<>(there);
        written.forEach(more::remove);
        Set<Received> less = new HashSet<>(written);
        there.forEach(less::remove);
        return List.of("received and not in the journal: " + more + "; in the journal and not received: " + less);
    }

    private List<String> comparedWithOperations(int open) {
        Map<String, Integer> events = new HashMap<>();
        received.forEach(event -> events.merge(event.topic() + " " + event.id(), 1, Integer::sum));
        List<String> wrong = new ArrayList<>();
        done.forEach((operation, times) -> {
            int seen = events.getOrDefault(operation, 0);
            if (seen < times || seen > times + open) {
                wrong.add(
                        operation + ": " + seen + " events, and " + times + " operations, and up to " + open + " more");
            }
        });
        return wrong;
    }
}
