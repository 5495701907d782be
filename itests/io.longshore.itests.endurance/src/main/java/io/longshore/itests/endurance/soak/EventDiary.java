// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.soak;

import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes down each event it is given, as {@code <sequence> <topic> <container id>}. Its last line is also where it goes on in the
 * next process, so to deal with an event and to remember it is one step.
 */
final class EventDiary implements AutoCloseable {
    private final Lines received;
    private final EventSubscription subscription;

    // guarded by this
    private long last;

    private EventDiary(Path file, EventExchange exchange) throws IOException {
        last = lastOf(file);
        received = new Lines(file);
        subscription = exchange.subscribe("soak", last, this::take);
    }

    static EventDiary open(Path file, EventExchange exchange) throws IOException {
        return new EventDiary(file, exchange);
    }

    private static long lastOf(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? 0 : Received.parse(lines.get(lines.size() - 1)).sequence();
    }

    private synchronized void take(EventRecord record) {
        received.add(Received.of(record).toString());
        last = record.sequence();
        notifyAll();
    }

    /** Waits until it was given this one; false if that takes too long. */
    synchronized boolean await(long number, long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (last < number) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        subscription.close();
        received.close();
    }
}
