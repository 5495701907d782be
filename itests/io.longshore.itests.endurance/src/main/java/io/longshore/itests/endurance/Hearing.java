// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of events that keeps the number of the last one it was given, and asks for those since then when there is another
 * exchange. Thread-safe.
 */
public final class Hearing {
    // guarded by this
    private final List<EventRecord> heard = new ArrayList<>();

    // guarded by this
    private long last;

    // guarded by this
    private @Nullable EventSubscription subscription;

    /** @param since the number of the last event that is not wanted */
    public Hearing(long since) {
        last = since;
    }

    /** Goes on with this exchange, where the earlier one was closed. */
    public void listen(EventExchange exchange) {
        EventSubscription next = exchange.subscribe("walk", last(), this::take);
        synchronized (this) {
            subscription = next;
        }
    }

    private synchronized void take(EventRecord record) {
        heard.add(record);
        last = record.sequence();
        notifyAll();
    }

    public synchronized long last() {
        return last;
    }

    /** Waits until it has heard of this number; false if that takes too long. */
    public synchronized boolean await(long number, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (last < number) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** What was heard since this was asked the last time. */
    public synchronized List<EventRecord> take() {
        List<EventRecord> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    public void close() {
        EventSubscription current;
        synchronized (this) {
            current = subscription;
        }
        if (current != null) {
            current.close();
        }
    }
}
