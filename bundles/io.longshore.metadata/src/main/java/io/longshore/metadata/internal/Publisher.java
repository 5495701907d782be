// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.LongshoreEvent;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events in the order of the commits, while the writer goes on with the next commit. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final long DEADLINE_SECONDS = 30;

    private final EventExchange exchange;
    private final Outbox outbox;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "longshore-metadata-events"));

    Publisher(EventExchange exchange, Outbox outbox) {
        this.exchange = exchange;
        this.outbox = outbox;
    }

    /** @param then runs after the events, also if the exchange did not take one: the change itself is durable */
    void publish(List<LongshoreEvent> events, Runnable then) {
        thread.execute(() -> {
            try {
                events.forEach(this::publish);
            } finally {
                then.run();
            }
        });
    }

    private void publish(LongshoreEvent event) {
        boolean taken = true;
        try {
            exchange.publish(event);
        } catch (InvalidArgumentException e) {
            LOG.warn("event {} of namespace {} was not published: {}", event.topic(), event.namespace(), event, e);
        } catch (RuntimeException | Error e) {
            // whatever it is, the events behind this one are to be published, and the caller is to get its answer
            taken = false;
            LOG.warn(
                    "event {} of namespace {} was not published, the next start does that: {}",
                    event.topic(),
                    event.namespace(),
                    event,
                    e);
        }
        outbox.published(taken);
    }

    /**
     * Publishes what was given, then ends.
     *
     * @param last run on the thread of this: an interrupt of the caller would close files under it
     */
    void end(Runnable last) {
        thread.execute(last);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the event exchange does not answer; the last events of the metadata store may be lost");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
