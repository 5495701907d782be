// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what nobody waits for: cleaning up after shims, and restoring in parallel; and, apart from those, for what others
 * hang on an exit. They end when idle.
 */
final class RuntimeThreads implements Executor, Later {
    private static final int THREADS = 16;
    private static final long IDLE_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeThreads.class);

    private final ThreadPoolExecutor pool;

    /** As many as block at a time: with a limit, those that wait for each other would hold up all others. */
    private final ThreadPoolExecutor others;

    private final ScheduledThreadPoolExecutor timer;

    RuntimeThreads() {
        AtomicInteger number = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "longshore-runtime-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        AtomicInteger otherNumber = new AtomicInteger();
        others = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> new Thread(task, "longshore-runtime-exit-" + otherNumber.incrementAndGet()));
        timer = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "longshore-runtime-timer"));
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        execute(pool, task);
    }

    /** What may run code of others, which may block. */
    void executeForOthers(Runnable task) {
        execute(others, task);
    }

    private static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the runtime is closed; the next start does this", e);
        }
    }

    @Override
    public void executeLater(Runnable task, Duration delay) {
        try {
            var scheduled = timer.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            LOG.trace("scheduled {}", scheduled);
        } catch (RejectedExecutionException e) {
            LOG.debug("the runtime is closed; the next start does this", e);
        }
    }

    /** Nothing begins any more; what was given before still does, but not what is to be done after a while. */
    void shutdown() {
        timer.shutdown();
        pool.shutdown();
    }

    /** After {@link #shutdown}: returns whether nothing is done any more; false if something is after this time. */
    boolean awaitNone(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            boolean done = pool.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
            // what was done there may have given something to others
            others.shutdown();
            return done && others.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whoever waits on one of the threads is interrupted, and what has not begun is left to the next start. */
    void cancel() {
        List<Runnable> left = pool.shutdownNow();
        others.shutdownNow();
        LOG.debug("{} things are left to the next start", left.size());
    }
}
