// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the events of commits that an earlier process could not publish any more, each once. */
final class Catchup {
    private static final Logger LOG = LoggerFactory.getLogger(Catchup.class);
    private static final int PAGE = 1000;

    private final EventExchange exchange;

    Catchup(EventExchange exchange) {
        this.exchange = exchange;
    }

    void publish(Outbox outbox) {
        if (outbox.left().isEmpty()) {
            return;
        }
        try {
            List<PendingEvent> missing = missing(outbox.left());
            outbox.keepOnly(missing.subList(publishInOrder(missing), missing.size()));
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("events of earlier changes of the metadata stay for the next start, which looks them up", e);
        }
    }

    /**
     * What the exchange does not have. All are looked up before any is published, and each record counts for one of them:
     * where one was refused and a later one taken, the exchange has them in another order.
     */
    private List<PendingEvent> missing(List<PendingEvent> left) {
        Map<LongshoreEvent, Deque<Integer>> places = new HashMap<>();
        for (int place = 0; place < left.size(); place++) {
            places.computeIfAbsent(left.get(place).event(), event -> new ArrayDeque<>())
                    .add(place);
        }
        Set<Integer> found = new HashSet<>();
        long seen = left.stream().mapToLong(PendingEvent::since).min().orElseThrow();
        for (List<EventRecord> page = exchange.list(seen, PAGE); !page.isEmpty(); page = exchange.list(seen, PAGE)) {
            for (EventRecord record : page) {
                Deque<Integer> equal = places.get(record.event());
                // the first has the lowest number to begin after
                if (equal != null
                        && !equal.isEmpty()
                        && left.get(equal.getFirst()).since() < record.sequence()) {
                    found.add(equal.removeFirst());
                }
                seen = record.sequence();
            }
        }
        return IntStream.range(0, left.size())
                .filter(place -> !found.contains(place))
                .mapToObj(left::get)
                .toList();
    }

    /** @return how many are done with; the next one was refused, and those behind it wait lest the order changes */
    private int publishInOrder(List<PendingEvent> missing) {
        int done = 0;
        for (PendingEvent pending : missing) {
            LongshoreEvent event = pending.event();
            try {
                exchange.publish(event);
                LOG.info("namespace={}: published {} of an earlier change", event.namespace(), event.topic());
            } catch (InvalidArgumentException e) {
                LOG.warn("event {} of namespace {} was not published: {}", event.topic(), event.namespace(), event, e);
            } catch (RuntimeException | Error e) {
                LOG.warn(
                        "{} events of earlier changes of the metadata cannot be published, the next start tries again",
                        missing.size() - done,
                        e);
                return done;
            }
            done++;
        }
        return done;
    }
}
