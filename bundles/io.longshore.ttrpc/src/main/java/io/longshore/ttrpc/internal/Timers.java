// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Things to do later, on the loop's thread. Most timers are cancelled long before they are due, so a wake-up time that was
 * agreed once is kept until it has passed: a run of short calls then costs one wake-up per timeout and not one per call.
 */
public final class Timers {

    private static final long NEVER = -1;

    private final Runnable wakeup;
    private final TreeSet<Timer> timers =
            new TreeSet<>(Comparator.<Timer>naturalOrder()); // guarded by this, as all below
    private long sequence;
    private boolean armed;
    private boolean closed;
    private long wakeAt;

    Timers(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** A thing to do later. */
    public final class Timer implements Comparable<Timer> {
        private final long due;
        private final long number;
        private final Runnable action;

        private Timer(long due, long number, Runnable action) {
            this.due = due;
            this.number = number;
            this.action = action;
        }

        public void cancel() {
            synchronized (Timers.this) {
                timers.remove(this);
            }
        }

        @Override
        public int compareTo(Timer other) {
            // by difference, since nanoTime may overflow
            long difference = due - other.due;
            return difference != 0 ? Long.signum(difference) : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    /** The action must be short, and may come early: when the loop is closed, or was before, it runs at once. */
    public Timer schedule(long delayNanos, Runnable action) {
        Timer timer;
        boolean tooLate;
        boolean earliest = false;
        synchronized (this) {
            timer = new Timer(System.nanoTime() + delayNanos, sequence++, action);
            tooLate = closed;
            if (!tooLate) {
                timers.add(timer);
                earliest = !armed || timer.due - wakeAt < 0;
            }
            if (earliest) {
                armed = true;
                wakeAt = timer.due;
            }
        }
        if (tooLate) {
            action.run();
        } else if (earliest) {
            wakeup.run();
        }
        return timer;
    }

    /** Returns nanoseconds to sleep at most; negative for as long as nobody wakes the loop. */
    synchronized long untilNext() {
        long now = System.nanoTime();
        if (armed && wakeAt - now > 0) {
            return wakeAt - now;
        }
        armed = !timers.isEmpty();
        if (!armed) {
            return NEVER;
        }
        wakeAt = timers.first().due;
        return Math.max(0, wakeAt - now);
    }

    synchronized List<Runnable> takeDue() {
        List<Runnable> due = new ArrayList<>();
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.first().due - now <= 0) {
            due.add(timers.first().action);
            timers.pollFirst();
        }
        return due;
    }

    synchronized List<Runnable> close() {
        closed = true;
        List<Runnable> rest = timers.stream().map(timer -> timer.action).toList();
        timers.clear();
        return rest;
    }
}
