// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what nobody waits for: cleaning up after shims, and restoring in parallel; and, apart from those, for what others
 * hang on an exit. They end when idle, but for one of the first kind and the timer: those are there from the start, so that what
 * is handed over is done also when the machine has no thread left to give.
 */
final class RuntimeThreads implements Executor, Later {
    private static final int THREADS = 16;

    /** More than can block at a time for a good reason, and far fewer than the process can have. */
    static final int THREADS_FOR_OTHERS = 256;

    private static final long IDLE_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeThreads.class);

    private final Waiting waiting = new Waiting();
    private final ThreadPoolExecutor pool;

    /** Each has one at once, up to the limit: in a queue they would wait for those that block. */
    private final ThreadPoolExecutor others;

    private final ScheduledThreadPoolExecutor timer;

    RuntimeThreads() {
        this(Thread::new);
    }

    /** @param making threads with what they do and their names */
    RuntimeThreads(BiFunction<Runnable, String, Thread> making) {
        pool = new ThreadPoolExecutor(
                1,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                numbered(making, "longshore-runtime-"),
                (task, full) -> waitForTurn(task));
        others = new ThreadPoolExecutor(
                0,
                THREADS_FOR_OTHERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                numbered(making, "longshore-runtime-exit-"));
        timer = new ScheduledThreadPoolExecutor(1, task -> making.apply(task, "longshore-runtime-timer"));
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadFactory numbered(BiFunction<Runnable, String, Thread> making, String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> making.apply(task, name + number.incrementAndGet());
    }

    /** Takes a task only if a thread waits for one: the pool makes a further thread for what is not taken. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    /** Makes the threads that stay. */
    void start() {
        pool.prestartCoreThread();
        timer.prestartCoreThread();
    }

    @Override
    public void execute(Runnable task) {
        // a thread that a task has ended might not come again
        Runnable harmless = () -> run(task);
        try {
            pool.execute(harmless);
        } catch (OutOfMemoryError e) {
            LOG.warn("no further thread can be had; what is to be done waits for one that is there", e);
            waitForTurn(harmless);
        }
    }

    private void waitForTurn(Runnable task) {
        if (!pool.isShutdown()) {
            waiting.put(task);
            if (!pool.isShutdown() || !waiting.remove(task)) {
                return;
            }
        }
        LOG.debug("the runtime is closed; the next start does this");
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("something that nobody waits for has failed", e);
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
        } catch (OutOfMemoryError e) {
            LOG.warn("no further thread can be had; who waits for an exit gets it later", e);
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
