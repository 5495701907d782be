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
 * Posts each event to EventAdmin, in order, from the one thread of its subscription.
 *
 * <p>It keeps a cursor: after an orderly close the next bridge goes on with the next event; after a crash it may repeat what
 * was posted within the last interval, and leaves out nothing that the journal has.
 */
public final class EventAdminBridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventAdminBridge.class);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EventAdmin admin;
    private final CursorFile cursor;
    private final EventSubscription subscription;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private boolean posting;
    private boolean stopped;

    private EventAdminBridge(EventExchange exchange, EventAdmin admin, CursorFile cursor) {
        this.admin = admin;
        this.cursor = cursor;
        // a cursor beyond the newest event is left from before a power failure, or of a journal that was removed by
        // hand
        long since = Math.min(cursor.position(), exchange.lastSequence());
        this.subscription = exchange.subscribe("eventadmin", since, this::post);
    }

    /**
     * Starts posting. Events from before the first bridge ever are posted too: at the first start the runtime publishes
     * before EventAdmin is there.
     *
     * @param cursorFile where to keep the number of the last event posted
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

    private void post(EventRecord event) {
        if (!begin()) {
            return;
        }
        boolean gone = false;
        try {
            admin.postEvent(AdminEvents.of(event));
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
            posting = !stopped;
            return posting;
        } finally {
            lock.unlock();
        }
    }

    private void end(long sequence, boolean gone) {
        lock.lock();
        try {
            if (!gone) {
                cursor.moveTo(sequence);
            }
            stopped |= gone;
            posting = false;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When this returns, nothing is posted any more and the cursor is written. Idempotent. */
    @Override
    public void close() {
        subscription.close();
        boolean interrupted = false;
        lock.lock();
        try {
            stopped = true;
            long deadline = System.nanoTime() + CLOSE_NANOS;
            while (posting && deadline - System.nanoTime() > 0) {
                try {
                    idle.awaitNanos(deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
        }
        cursor.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
