// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc;

import io.longshore.ttrpc.internal.IoLoop;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * The thread that does the I/O of any number of clients and servers.
 *
 * <ul>
 *   <li>One thread, named as given, from {@link #start} to {@link #close}; it runs no foreign code.
 *   <li>The executor runs handlers, parsers and the dependents of asynchronous answers. It belongs to the caller, who shuts it
 *       down after the loop. Should it refuse a completion, that completion runs on the I/O thread rather than be lost;
 *       should it refuse a request, the request is answered {@link TtrpcCode#UNAVAILABLE}.
 *   <li>An executor that runs tasks on the calling thread puts that code on the I/O thread: it must not block then.
 * </ul>
 *
 * Thread-safe.
 */
public final class TtrpcLoop implements AutoCloseable {

    private final IoLoop io;
    private final Executor executor;

    private TtrpcLoop(IoLoop io, Executor executor) {
        this.io = io;
        this.executor = executor;
    }

    /**
     * Starts the thread.
     *
     * @param threadName such as {@code longshore-ttrpc-io}
     * @throws IOException if the system gives no selector
     */
    public static TtrpcLoop start(String threadName, Executor executor) throws IOException {
        return new TtrpcLoop(IoLoop.start(threadName), executor);
    }

    /**
     * Closes every client and server of this loop, as their own {@code close()} would, and waits up to five seconds for the
     * thread to end. Idempotent.
     */
    @Override
    public void close() {
        io.close();
    }

    IoLoop io() {
        return io;
    }

    Executor executor() {
        return executor;
    }

    void complete(Runnable completion) {
        try {
            executor.execute(completion);
        } catch (RuntimeException | Error e) {
            // refused, or out of threads: a caller that waits must not notice
            completion.run();
        }
    }
}
