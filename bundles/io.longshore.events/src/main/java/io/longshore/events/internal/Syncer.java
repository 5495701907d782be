// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the device write the journal, as the settings say, and what could not be written be tried again. */
final class Syncer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Syncer.class);
    private static final long CLOSE_SECONDS = 10;

    private final Journal journal;
    private final Settings settings;
    private final Runnable retry;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread = new Thread(this::run, "longshore-events-sync");
    private volatile boolean due;
    private volatile boolean failing;
    private boolean closed;

    /** @param retry called on the syncer's thread, before it has the device write */
    Syncer(Journal journal, Settings settings, Runnable retry) {
        this.journal = journal;
        this.settings = settings;
        this.retry = retry;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** To be called after each write, by the thread that wrote. */
    void written() {
        if (settings.fsync() == Settings.Fsync.ALWAYS) {
            attempt(journal::force);
        }
        due();
    }

    /** After the interval there will be something to do. */
    void due() {
        if (!due) {
            lock.lock();
            try {
                due = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ends the thread; what is not synced yet is left to {@link Journal#close}. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Joining.join(thread, TimeUnit.SECONDS.toNanos(CLOSE_SECONDS));
    }

    private void run() {
        while (awaitWork()) {
            retry.run();
            attempt(journal::sync);
        }
    }

    /** Waits until something is due, and then for the interval, in which more of it gathers. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!due && !closed) {
                changed.awaitUninterruptibly();
            }
            long left = settings.fsyncInterval().toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            due = false;
            return !closed;
        } catch (InterruptedException e) {
            // nobody has a reason to: the thread is ours, and ends by close
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void attempt(Attempt attempt) {
        try {
            attempt.run();
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.warn("the journal cannot be brought to the device; a power failure would lose the last events", e);
            }
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }
}
