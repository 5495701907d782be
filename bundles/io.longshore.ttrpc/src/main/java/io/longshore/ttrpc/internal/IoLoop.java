// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A selector, its thread, its timers. */
public final class IoLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);
    private static final long CLOSE_WAIT_MILLIS = 5_000;

    /** Something with a channel in the selector. */
    interface Member {
        /** On the loop's thread. Handles its own exceptions. */
        void ready(SelectionKey key, ByteBuffer scratch);

        /** Must close the channel. */
        void loopClosed();
    }

    private final Selector selector;
    private final Timers timers;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
    private final Thread thread;
    private final Object membership = new Object();
    private volatile boolean closed; // changed under membership

    private IoLoop(String threadName) throws IOException {
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        selector = Selector.open();
        timers = new Timers(selector::wakeup);
    }

    public static IoLoop start(String threadName) throws IOException {
        IoLoop loop = new IoLoop(threadName);
        try {
            loop.thread.start();
        } catch (RuntimeException | Error e) {
            loop.selector.close();
            throw e;
        }
        return loop;
    }

    public Timers timers() {
        return timers;
    }

    boolean isClosed() {
        return closed;
    }

    public boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /** Interested in nothing yet. */
    SelectionKey register(SelectableChannel channel, Member member) throws IOException {
        synchronized (membership) {
            if (closed) {
                throw Failures.closed("the ttrpc loop is closed");
            }
            return channel.register(selector, 0, member);
        }
    }

    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Needed after a change of interest, and after closing a channel: only the selector gives its descriptor back. */
    void wakeup() {
        if (!isLoopThread()) {
            selector.wakeup();
        }
    }

    @Override
    public void close() {
        synchronized (membership) {
            closed = true;
        }
        selector.wakeup();
        if (isLoopThread()) {
            return;
        }
        try {
            thread.join(CLOSE_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (selector) {
            try {
                while (!closed) {
                    turn();
                }
            } finally {
                endMembers();
            }
        } catch (IOException e) {
            LOG.error("ttrpc loop failed, all its connections are closed", e);
        }
    }

    private void turn() throws IOException {
        long nanos = timers.untilNext();
        if (nanos < 0) {
            selector.select(this::ready);
        } else if (nanos == 0) {
            selector.selectNow(this::ready);
        } else {
            selector.select(this::ready, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
        }
        // an executor that runs foreign code on this thread may have left the flag set: select would spin
        if (Thread.interrupted()) {
            LOG.debug("interrupt of the ttrpc loop dropped");
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            guarded(task);
        }
        timers.takeDue().forEach(IoLoop::guarded);
    }

    private void ready(SelectionKey key) {
        guarded(() -> ((Member) key.attachment()).ready(key, scratch));
    }

    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.error("unexpected failure in the ttrpc loop", e);
        }
    }

    private void endMembers() {
        List<SelectionKey> keys;
        synchronized (membership) {
            closed = true;
            keys = new ArrayList<>(selector.keys());
        }
        keys.forEach(key -> guarded(() -> ((Member) key.attachment()).loopClosed()));
        timers.close().forEach(IoLoop::guarded);
    }
}
