// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that listeners are called on, and how many notifications all of them together have missed. They end when idle. */
final class NotificationThreads implements Executor, AutoCloseable {
    /** So many listeners can be stuck at once before another has to wait. */
    static final int THREADS = 8;

    private static final long IDLE_SECONDS = 10;
    private static final long END_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(NotificationThreads.class);

    private final AtomicLong dropped = new AtomicLong();
    private final ThreadPoolExecutor pool;

    NotificationThreads() {
        AtomicInteger number = new AtomicInteger();
        // as many at most as there are listeners wait in its queue: each is there once
        pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "longshore-management-listener-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
    }

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
        int left = pool.shutdownNow().size();
        try {
            if (!pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a listener of our MBeans does not return; its thread ends when it does");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.debug("{} listeners were not told everything", left);
    }
}
