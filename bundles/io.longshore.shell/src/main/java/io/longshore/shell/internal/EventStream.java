// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Takes events from a subscription's thread to the console's, which alone can print there. The subscription waits while the console
 * does, and nothing is dropped: the journal has it.
 */
final class EventStream {
    private static final int AHEAD = 64;

    private final EventExchange events;
    private final Consumer<EventRecord> screen;
    private final BlockingQueue<EventRecord> ready = new ArrayBlockingQueue<>(AHEAD);
    private final AtomicBoolean ended = new AtomicBoolean();

    EventStream(EventExchange events, Consumer<EventRecord> screen) {
        this.events = events;
        this.screen = screen;
    }

    /** Returns when the thread is interrupted, which is how it ends. */
    void follow(long since, List<String> filters) {
        try (EventSubscription subscription = events.subscribe("shell", since, filters, this::put)) {
            show(subscription);
        } finally {
            ended.set(true);
            // lets a listener go that waits for room
            ready.clear();
        }
    }

    private void show(EventSubscription subscription) {
        try {
            while (subscription.delivered() >= 0) {
                screen.accept(ready.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(EventRecord record) {
        if (ended.get()) {
            return;
        }
        try {
            ready.put(record);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
