// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.ttrpc.TtrpcClient;
import io.longshore.ttrpc.TtrpcHandler;
import io.longshore.ttrpc.TtrpcLimits;
import io.longshore.ttrpc.TtrpcLoop;
import io.longshore.ttrpc.TtrpcMethod;
import io.longshore.ttrpc.TtrpcServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that all connections of a driver share: one for I/O, few for what follows an answer. */
final class RemoteCalls implements AutoCloseable {
    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 10;

    private final TtrpcLoop loop;
    private final ThreadPoolExecutor executor;

    private RemoteCalls(TtrpcLoop loop, ThreadPoolExecutor executor) {
        this.loop = loop;
        this.executor = executor;
    }

    static RemoteCalls open(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, name + "-" + number.incrementAndGet()));
        executor.allowCoreThreadTimeOut(true);
        try {
            return new RemoteCalls(TtrpcLoop.start(name + "-io", executor), executor);
        } catch (IOException e) {
            executor.shutdown();
            throw new UnavailableException("cannot wait for the sockets of shims", e);
        }
    }

    TtrpcClient connect(Path socket, Duration timeout) {
        return TtrpcClient.connect(loop, socket, timeout);
    }

    /** @throws IOException if the socket cannot be made */
    TtrpcServer serve(Path socket, Map<TtrpcMethod, TtrpcHandler> handlers, TtrpcLimits limits) throws IOException {
        return TtrpcServer.bind(loop, socket, handlers, limits);
    }

    /** Runs something on the threads that follow answers; it must not block for long. */
    void execute(Runnable action) {
        executor.execute(action);
    }

    @Override
    public void close() {
        loop.close();
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
