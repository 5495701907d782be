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

    /** More than can block at a time for a good reason, and far fewer than the process can have. */
    static final int THREADS_FOR_OTHERS = 256;

    private static final long IDLE_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeThreads.class);

    private final ThreadPoolExecutor pool;

    /** Each has one at once, up to the limit: in a queue they would wait for those that block. */
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
                THREADS_FOR_OTHERS,
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
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the runtime is closed; the next start does this", e);
        }
    }

    /** What may run code of others, which may block; if as many as there can be do, it waits until fewer do. */
    void executeForOthers(Runnable task) {
        Retry.until(this, () -> isGivenToOthers(task));
    }

    private boolean isGivenToOthers(Runnable task) {
        try {
            others.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            if (others.isShutdown()) {
                LOG.debug("the runtime is closed; the next start does this", e);
                return true;
            }
            LOG.warn(
                    "{} of those who wait for exits block the thread on which they get them, and further ones get"
                            + " theirs later; use the ...Async methods on what exit() returns",
                    THREADS_FOR_OTHERS,
                    e);
            return false;
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
