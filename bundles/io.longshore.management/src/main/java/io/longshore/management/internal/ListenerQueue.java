// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.management.Notification;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one listener is still to be told. It is told one at a time, in order, on a thread that is not the sender's; what comes
 * while too much waits is dropped, and counted, and in its place it is told how many it misses. Thread-safe.
 */
final class ListenerQueue {
    static final int MOST_WAITING = 256;

    private static final Logger LOG = LoggerFactory.getLogger(ListenerQueue.class);

    private final NotificationListener listener;
    private final @Nullable NotificationFilter filter;
    private final @Nullable Object handback;
    private final Executor threads;
    private final Runnable dropped;

    // guarded by this, as all below
    private final Deque<Notification> waiting = new ArrayDeque<>();
    private @Nullable MissedNotifications missed;
    private @Nullable Notification lastMissed;
    private boolean delivering;
    private boolean closed;

    ListenerQueue(
            NotificationListener listener,
            @Nullable NotificationFilter filter,
            @Nullable Object handback,
            Executor threads,
            Runnable dropped) {
        this.listener = listener;
        this.filter = filter;
        this.handback = handback;
        this.threads = threads;
        this.dropped = dropped;
    }

    /** Equal is enough: the MBean server wraps listeners anew for each call. */
    boolean isOf(NotificationListener other) {
        return listener.equals(other);
    }

    boolean isOf(NotificationListener other, @Nullable NotificationFilter itsFilter, @Nullable Object itsHandback) {
        return isOf(other) && Objects.equals(filter, itsFilter) && Objects.equals(handback, itsHandback);
    }

    void offer(Notification notification) {
        switch (enqueue(notification)) {
            case BEGIN -> begin();
            case DROPPED -> dropped.run();
            case WAITS -> {}
        }
    }

    private enum Enqueued {
        BEGIN,
        WAITS,
        DROPPED
    }

    private synchronized Enqueued enqueue(Notification notification) {
        if (closed) {
            return Enqueued.WAITS;
        }
        // what is missing is told where it is missing, and takes a place
        Notification instead = missed == null ? null : inPlaceOfMissed();
        if (waiting.size() + (instead == null ? 1 : 2) > MOST_WAITING) {
            miss(notification);
            return Enqueued.DROPPED;
        }
        if (instead != null) {
            waiting.add(instead);
            missed = null;
        }
        waiting.add(notification);
        if (delivering) {
            return Enqueued.WAITS;
        }
        delivering = true;
        return Enqueued.BEGIN;
    }

    private void miss(Notification notification) {
        MissedNotifications another = MissedNotifications.of(notification);
        missed = missed == null ? another : missed.and(another);
        lastMissed = notification;
    }

    /** With the number of the last one, so that numbers still go up. */
    private @Nullable Notification inPlaceOfMissed() {
        Notification last = lastMissed;
        return missed == null || last == null
                ? null
                : missed.from((ObjectName) last.getSource(), last.getSequenceNumber(), last.getTimeStamp());
    }

    private void begin() {
        try {
            threads.execute(this::deliverAll);
        } catch (RejectedExecutionException e) {
            LOG.debug("there is no thread to tell a listener on", e);
            for (long left = missAll(); left > 0; left--) {
                dropped.run();
            }
        }
    }

    /** What waits is not told; it is told that, should there be something to tell and a thread once more. */
    private synchronized long missAll() {
        long own = waiting.stream()
                .filter(each -> !each.getType().equals(NotificationTable.MISSED))
                .count();
        waiting.forEach(this::miss);
        waiting.clear();
        delivering = false;
        notifyAll();
        return own;
    }

    private void deliverAll() {
        for (Notification next = next(); next != null; next = next()) {
            deliver(next);
        }
    }

    private synchronized @Nullable Notification next() {
        Notification next = waiting.poll();
        if (next == null && !closed) {
            next = inPlaceOfMissed();
            missed = null;
        }
        if (next == null) {
            delivering = false;
            notifyAll();
        }
        return next;
    }

    /** Errors too: a listener whose bundle is gone throws a LinkageError, and this thread is not its own. */
    private void deliver(Notification notification) {
        try {
            if (filter == null || filter.isNotificationEnabled(notification)) {
                listener.handleNotification(notification, handback);
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("a listener failed to take {}", notification.getType(), e);
        }
    }

    /** Returns whether it has got everything; false if it has not within this time. */
    synchronized boolean awaitEmpty(long nanos) {
        long end = System.nanoTime() + nanos;
        try {
            while (delivering && !closed) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                // at least 1 ms, since 0 is for ever
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What waits is not told any more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }
}
