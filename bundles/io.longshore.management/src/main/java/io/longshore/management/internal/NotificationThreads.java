// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that listeners are called on, and how many notifications all of them together have missed. There is one for each
 * listener that is at work, so that one which blocks holds up nobody but itself. They end when idle.
 */
final class NotificationThreads implements Executor, AutoCloseable {
    /** Only listeners that block need so many: then another misses what cannot be told to it, as if it were too slow. */
    static final int MOST_THREADS = 1024;

    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(NotificationThreads.class);

    private final AtomicLong dropped = new AtomicLong();
    private final ThreadPoolExecutor pool;

    NotificationThreads() {
        this(MOST_THREADS);
    }

    NotificationThreads(int most) {
        pool = new ThreadPoolExecutor(
                0,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new OwnThreads("longshore-management-listener-"));
    }

    /** @throws java.util.concurrent.RejectedExecutionException if there are as many as there may be, and when it is closed */
    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    void dropped() {
        long before = dropped.getAndIncrement();
        if (before == 0) {
            LOG.warn(
                    "a listener of our MBeans is too slow, and misses notifications; NotificationsDropped counts them");
        }
    }

    long droppedCount() {
        return dropped.get();
    }

    /** Interrupts listeners that are still at work; one that does not mind keeps its thread until it returns. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a listener of our MBeans does not return; its thread ends when it does");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
