// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.servlet.AsyncContext;
import javax.servlet.AsyncEvent;
import javax.servlet.AsyncListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads for what may take its time, so that none of the HTTP service's is kept. Bounded, as is what waits for one. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long TIMEOUT_MILLIS = TimeUnit.MINUTES.toMillis(3);

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
    void answer(HttpServletRequest request, HttpServletResponse response, Supplier<Object> work) {
        AsyncContext async = request.startAsync(request, response);
        Answer answer = new Answer(async, response);
        async.setTimeout(TIMEOUT_MILLIS);
        async.addListener(answer);
        try {
            pool.execute(() -> answer.give(work));
        } catch (RejectedExecutionException e) {
            LOG.debug("no worker is free", e);
            answer.give(() -> {
                throw Problem.busy(busy);
            });
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }

    /** Given once: by the worker, or when it takes too long. */
    private static final class Answer implements AsyncListener {
        private final AsyncContext async;
        private final HttpServletResponse response;
        private final AtomicBoolean given = new AtomicBoolean();

        Answer(AsyncContext async, HttpServletResponse response) {
            this.async = async;
            this.response = response;
        }

        void give(Supplier<Object> work) {
            try {
                Object result = work.get();
                if (given.compareAndSet(false, true)) {
                    Answers.send(response, 200, result);
                    async.complete();
                }
            } catch (RuntimeException e) {
                refuse(e);
            } catch (IOException e) {
                gone(e);
            }
        }

        private void refuse(RuntimeException error) {
            try {
                if (given.compareAndSet(false, true)) {
                    Answers.send(response, error);
                    async.complete();
                }
            } catch (IOException e) {
                gone(e);
            }
        }

        private void gone(IOException error) {
            LOG.debug("whoever asked is gone", error);
            async.complete();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            refuse(Problem.tookTooLong());
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
