// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some threads for all containers. All but one end when idle; that one is there from the start, so that what is handed over
 * is done also when the machine has no thread left to give. What comes after the end is not done.
 */
final class LocalThreads implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 5;
    private static final Logger LOG = LoggerFactory.getLogger(LocalThreads.class);

    private final Waiting waiting = new Waiting();
    private final ThreadPoolExecutor pool;

    LocalThreads(String name, int most) {
        this(most, named(name));
    }

    LocalThreads(int most, ThreadFactory factory) {
        pool = new ThreadPoolExecutor(
                1, most, IDLE_SECONDS, TimeUnit.SECONDS, waiting, factory, (task, full) -> waitForTurn(task));
        pool.prestartCoreThread();
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Takes a task only if a thread waits for one: the pool makes a further thread for what is not taken. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    @Override
    public void execute(Runnable task) {
        // a thread that a task has ended might not come again
        Runnable harmless = () -> run(task);
        try {
            pool.execute(harmless);
        } catch (OutOfMemoryError e) {
            LOG.warn("no further thread can be had; a task waits for one that is there", e);
            waitForTurn(harmless);
        }
    }

    private void waitForTurn(Runnable task) {
        if (pool.isShutdown()) {
            LOG.debug("not done, as the bundle is stopped");
            return;
        }
        waiting.put(task);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("what was handed over to another thread has failed", e);
        }
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("interrupting what is not done {} s after the bundle was stopped", CLOSE_SECONDS);
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
