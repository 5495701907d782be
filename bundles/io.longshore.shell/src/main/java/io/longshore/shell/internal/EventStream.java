// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Takes events from a subscription's thread to the console's, which alone can print there. The subscription waits while the console
 * does, and nothing is dropped: the journal has it.
 */
final class EventStream {
    private static final int AHEAD = 64;

    private final EventExchange events;
    private final Consumer<EventRecord> screen;
    /** An empty one is the end. */
    private final BlockingQueue<Optional<EventRecord>> ready = new LinkedBlockingQueue<>();

    private final Semaphore room = new Semaphore(AHEAD);
    private volatile boolean left;

    EventStream(EventExchange events, Consumer<EventRecord> screen) {
        this.events = events;
        this.screen = screen;
    }

    /**
     * Returns when the thread is interrupted, which is how it ends.
     *
     * @throws UnavailableException if the exchange is closed
     */
    void follow(long since, List<String> filters) {
        try (EventSubscription subscription = events.subscribe("shell", since, filters, this::put)) {
            var unused = subscription.ended().thenRun(() -> ready.add(Optional.empty()));
            show(since);
        } finally {
            left = true;
            // lets a listener go that waits for room
            room.release(AHEAD);
        }
    }

    private void show(long since) {
        long last = since;
        try {
            for (Optional<EventRecord> next = ready.take(); next.isPresent(); next = ready.take()) {
                room.release();
                last = next.get().sequence();
                screen.accept(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        throw new UnavailableException("the journal of events was closed, as it is when its configuration changes;"
                + " follow it again, with --since " + last + " so that none is missed");
    }

    private void put(EventRecord record) {
        try {
            room.acquire();
            if (!left) {
                ready.add(Optional.of(record));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
