// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Numbers events, keeps them in a journal on disk and delivers them.
 *
 * <ul>
 *   <li>Thread-safe. Publishing never waits for a listener.
 *   <li>Each subscriber sees each event once, in order. A consumer that keeps the number of the last event it has dealt with
 *       and subscribes since that number misses none across restarts, as long as the journal still has them.
 *   <li>The journal is bounded by the configuration; the oldest events go first.
 * </ul>
 */
@ProviderType
public interface EventExchange {
    /**
     * Appends an event to the journal and lets it be delivered. When this returns the event survives the end of the
     * process.
     *
     * @return its number
     * @throws io.longshore.api.UnavailableException if the exchange is closed. A journal that cannot be written does not
     *     fail this: the event is numbered, kept in memory and delivered, and the loss of durability is logged.
     * @throws io.longshore.api.InvalidArgumentException if the event has more than 16 MiB
     */
    long publish(LongshoreEvent event);

    /** The number of the newest event; 0 if there never was one. */
    long lastSequence();

    /** The number of the oldest event that can still be had; {@code lastSequence() + 1} if it is empty. */
    long firstSequence();

    /** Up to {@code limit} events with a number greater than {@code since}, in order. */
    List<EventRecord> list(long since, int limit);

    /**
     * Delivers all events with a number greater than {@code since}, first those in the journal, then new ones as they come.
     * If the journal no longer reaches back that far, delivery begins with its oldest; the listener can tell by the number.
     *
     * @param since 0 for all that the journal has; {@link #lastSequence} for new ones only
     * @param name names the delivery thread and appears in logs
     * @throws io.longshore.api.UnavailableException if the exchange is closed
     */
    EventSubscription subscribe(String name, long since, EventListener listener);
}
