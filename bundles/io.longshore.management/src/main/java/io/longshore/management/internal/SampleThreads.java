// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The few threads that take samples of those tasks that somebody looks at. They end when idle. */
final class SampleThreads implements Executor, AutoCloseable {
    private static final int THREADS = 2;
    private static final int MOST_WAITING = 2048;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool;

    SampleThreads() {
        pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                new OwnThreads("longshore-management-sample-"));
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** What has not begun is dropped: nobody waits for it. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
