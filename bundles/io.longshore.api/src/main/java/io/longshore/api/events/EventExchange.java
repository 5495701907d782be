// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.events;

import io.longshore.api.filters.Filter;
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
 *   <li>{@linkplain Filter Filters} see the fields {@code topic}, {@code namespace} and {@code event.<attribute>}, the
 *       attributes being those of {@link LongshoreEvent#attributes}: {@code topic==/tasks/exit,event.exit_status!=0}. Without
 *       filters every event matches, else those that match at least one.
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

    /**
     * The first events, up to {@code limit}, that have a number greater than {@code since} and match, in order. Looks at no
     * event that is published after the call began, but if need be at the whole journal.
     *
     * @throws io.longshore.api.InvalidArgumentException for a wrong filter
     * @throws io.longshore.api.UnavailableException if the journal cannot be read
     */
    List<EventRecord> list(long since, int limit, String... filters);

    /**
     * The last events, up to {@code limit}, that match, in order. Looks at the end of the journal first, and then further and
     * further back, so it reads the whole journal only if there are not as many.
     *
     * @throws io.longshore.api.InvalidArgumentException for a wrong filter
     * @throws io.longshore.api.UnavailableException if the journal cannot be read
     */
    default List<EventRecord> newest(int limit, String... filters) {
        return new NewestEvents(this, limit).matching(filters);
    }

    /**
     * Delivers all events that have a number greater than {@code since} and match, first those in the journal, then new ones
     * as they come. If the journal no longer reaches back that far, delivery begins with its oldest; without filters, the
     * listener can tell by the number. Filters are applied on the subscription's thread.
     *
     * @param since 0 for all that the journal has; {@link #lastSequence} for new ones only. A number that was not used yet, as it
     *     is from another journal, means new ones only, too.
     * @param name names the delivery thread and appears in logs
     * @throws io.longshore.api.InvalidArgumentException for a wrong filter
     * @throws io.longshore.api.UnavailableException if the exchange is closed
     */
    EventSubscription subscribe(String name, long since, List<String> filters, EventListener listener);

    /** As {@link #subscribe(String, long, List, EventListener)} without filters. */
    default EventSubscription subscribe(String name, long since, EventListener listener) {
        return subscribe(name, since, List.of(), listener);
    }
}
