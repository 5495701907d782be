// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads for what may take its time, so that none of the HTTP service's is kept. Bounded, as is what waits for one. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor pool;
    private final String busy;

    /**
     * @param name of the threads
     * @param busy what is answered when all of them have something to do, and nothing more may wait
     */
    Workers(String name, int threads, int waiting, String busy) {
        this.busy = busy;
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                waiting == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(waiting),
                task -> new Thread(task, "longshore-console-" + name + "-" + number.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
    }

    /** Answers with what the work gives, as JSON, or with its error. */
    void answer(Answer answer, Supplier<Object> work) {
        answer(answer, work, result -> result);
    }

    /** @param last makes the answer of what the work gives; not called if the work took too long */
    <T> void answer(Answer answer, Supplier<T> work, Function<T, Object> last) {
        try {
            pool.execute(() -> answer.give(work, last));
        } catch (RejectedExecutionException e) {
            LOG.debug("no worker is free", e);
            answer.refuse(Problem.busy(busy));
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
