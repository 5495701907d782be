// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads for what nobody waits for: cleaning up after shims, and restoring in parallel. They end when idle. */
final class RuntimeThreads implements Executor, Later, AutoCloseable {
    private static final int THREADS = 16;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeThreads.class);

    private final ThreadPoolExecutor pool;
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

    @Override
    public void executeLater(Runnable task, Duration delay) {
        try {
            var scheduled = timer.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            LOG.trace("scheduled {}", scheduled);
        } catch (RejectedExecutionException e) {
            LOG.debug("the runtime is closed; the next start does this", e);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("interrupting what is not done {} s after the runtime was closed", CLOSE_SECONDS);
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
