// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.EventSubscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each event to EventAdmin, in order, from the one thread of its subscription, which waits for the handlers: what
 * EventAdmin queues would be lost when the process ends, and without bounds.
 *
 * <p>It keeps a cursor: after an orderly close the next bridge goes on with the next event; after a crash it may repeat what
 * was sent within the last interval, and leaves out nothing that the journal has and that the handlers did not get.
 */
public final class EventAdminBridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventAdminBridge.class);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventAdmin admin;
    private final CursorFile cursor;
    private final EventSubscription subscription;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private boolean sending;
    private boolean stopped;
    private boolean closed;

    private EventAdminBridge(EventExchange exchange, EventAdmin admin, CursorFile cursor) {
        this.admin = admin;
        this.cursor = cursor;
        // a cursor beyond the newest event is left from before a power failure, or of a journal that was removed by
        // hand
        long since = Math.min(cursor.position(), exchange.lastSequence());
        this.subscription = exchange.subscribe("eventadmin", since, this::send);
    }

    /**
     * Starts sending. Events from before the first bridge ever are sent too: at the first start the runtime publishes
     * before EventAdmin is there.
     *
     * @param cursorFile where to keep the number of the last event sent
     * @param cursorInterval the longest time until that is written
     * @throws UnavailableException if the file cannot be read, or the exchange is closed
     */
    public static EventAdminBridge open(
            EventExchange exchange, EventAdmin admin, Path cursorFile, Duration cursorInterval) {
        try {
            return new EventAdminBridge(exchange, admin, CursorFile.open(cursorFile, cursorInterval));
        } catch (IOException e) {
            throw new UnavailableException(cursorFile + " cannot be read", e);
        }
    }

    private void send(EventRecord event) {
        if (!begin()) {
            return;
        }
        boolean gone = false;
        try {
            admin.sendEvent(AdminEvents.of(event));
        } catch (IllegalStateException e) {
            gone = true;
            LOG.info("EventAdmin has stopped; events from {} on wait for the next one", event.sequence(), e);
        } finally {
            end(event.sequence(), gone);
        }
    }

    private boolean begin() {
        lock.lock();
        try {
            sending = !stopped;
            return sending;
        } finally {
            lock.unlock();
        }
    }

    private void end(long sequence, boolean gone) {
        lock.lock();
        try {
            if (!gone && !closed) {
                cursor.moveTo(sequence);
            }
            stopped |= gone;
            sending = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * When this returns, nothing new is sent and the cursor is written. A handler has five seconds to come back; else the next
     * bridge sends its event again. Idempotent.
     */
    @Override
    public void close() {
        subscription.close();
        boolean interrupted = false;
        lock.lock();
        try {
            stopped = true;
            long deadline = System.nanoTime() + CLOSE_NANOS;
            while (sending && deadline - System.nanoTime() > 0) {
                try {
                    idle.awaitNanos(deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            // a handler that comes back later must not move a cursor that was written for the last time
            closed = true;
        } finally {
            lock.unlock();
        }
        cursor.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
