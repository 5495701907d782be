// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the events of commits that an earlier process could not publish any more, each once. */
final class Catchup {
    private static final Logger LOG = LoggerFactory.getLogger(Catchup.class);
    private static final int PAGE = 1000;

    private final EventExchange exchange;
    /** All events that are pending were published in their order, so none is before the one found last. */
    private long found;

    Catchup(EventExchange exchange) {
        this.exchange = exchange;
    }

    void publish(Outbox outbox) {
        try {
            outbox.left().forEach(this::publish);
            outbox.forgetLeft();
        } catch (IOException | RuntimeException e) {
            outbox.keepLeft();
            LOG.warn("events of earlier changes of the metadata cannot be published; the next start tries again", e);
        }
    }

    private void publish(PendingEvent pending) {
        if (isInExchange(pending.event(), Math.max(found, pending.since()))) {
            return;
        }
        LongshoreEvent event = pending.event();
        try {
            found = exchange.publish(event);
            LOG.info("namespace={}: published {} of an earlier change", event.namespace(), event.topic());
        } catch (InvalidArgumentException e) {
            LOG.warn("event {} of namespace {} was not published: {}", event.topic(), event.namespace(), event, e);
        }
    }

    private boolean isInExchange(LongshoreEvent event, long since) {
        long seen = since;
        while (true) {
            List<EventRecord> page = exchange.list(seen, PAGE);
            for (EventRecord record : page) {
                if (record.event().equals(event)) {
                    found = record.sequence();
                    return true;
                }
            }
            if (page.isEmpty()) {
                return false;
            }
            seen = page.get(page.size() - 1).sequence();
        }
    }
}
