// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import io.longshore.api.events.EventRecord;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The newest events, in memory, and where subscribers wait for the next. The lock is held only to copy references. */
final class Tail {
    /** {@link #read}: the next event is no longer here. */
    static final int BEHIND = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final EventRecord[] ring;
    private final long start;
    private long last;
    private int waiting;

    /**
     * @param size how many events are kept, a power of two
     * @param start the number of the first event to come
     */
    Tail(int size, long start) {
        this.ring = new EventRecord[size];
        this.start = start;
        this.last = start - 1;
    }

    /** Adds events whose numbers follow one another and those that are here. */
    void append(List<EventRecord> events) {
        lock.lock();
        try {
            for (int i = 0; i < events.size(); i++) {
                EventRecord event = events.get(i);
                ring[index(event.sequence())] = event;
                last = event.sequence();
            }
            if (waiting > 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The number of the oldest event that is here; of the next one to come if none is. */
    long first() {
        lock.lock();
        try {
            return oldest();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fills in the events that follow {@code since}.
     *
     * @return how many; 0 if there is none yet; {@link #BEHIND}
     */
    int read(long since, EventRecord[] into, int limit) {
        lock.lock();
        try {
            if (since >= last) {
                return 0;
            }
            if (since + 1 < oldest()) {
                return BEHIND;
            }
            int count = (int) Math.min(limit, last - since);
            for (int i = 0; i < count; i++) {
                into[i] = ring[index(since + 1 + i)];
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when there is an event after {@code since}, or when {@code ended} after a {@link #wakeAll}. */
    void await(long since, BooleanSupplier ended) {
        lock.lock();
        try {
            waiting++;
            while (since >= last && !ended.getAsBoolean()) {
                changed.awaitUninterruptibly();
            }
            waiting--;
        } finally {
            lock.unlock();
        }
    }

    /** Returns after the time, or when {@code ended} after a {@link #wakeAll}. */
    void pause(long nanos, BooleanSupplier ended) {
        boolean interrupted = false;
        lock.lock();
        try {
            long deadline = System.nanoTime() + nanos;
            while (deadline - System.nanoTime() > 0 && !ended.getAsBoolean()) {
                try {
                    changed.awaitNanos(deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets those that wait look whether they are to end. */
    void wakeAll() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long oldest() {
        return Math.max(start, last - ring.length + 1);
    }

    private int index(long sequence) {
        return (int) sequence & (ring.length - 1);
    }
}
