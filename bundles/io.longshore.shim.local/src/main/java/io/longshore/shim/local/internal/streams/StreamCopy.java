// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.posix.Errno;
import io.longshore.posix.Fd;
import io.longshore.posix.PosixException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what comes from a descriptor to a target until its end. It takes a thread only while there is something to copy and
 * room for it, and gives it back after a while so that others come to their turn.
 */
final class StreamCopy implements Runnable {
    private static final int STEPS = 16;
    private static final Logger LOG = LoggerFactory.getLogger(StreamCopy.class);

    private final String name;
    private final Fd source;
    private final boolean toTheEnd;
    private final Executor threads;
    private final Runnable whenEnded;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // guarded by this
    private Target target;

    // guarded by this; empty while nothing is being copied
    private byte[] buffer = Buffers.NONE;

    // guarded by this
    private int offset;

    // guarded by this
    private int length;

    // guarded by this
    private boolean closed;

    /**
     * @param name of the stream, for messages
     * @param toTheEnd what a broken target does not take is dropped; else the copy ends with the target
     * @param whenEnded called once, when nothing more will be read or written; closes what is to be closed
     */
    StreamCopy(String name, Fd source, Target target, boolean toTheEnd, Executor threads, Runnable whenEnded) {
        this.name = name;
        this.source = source;
        this.target = target;
        this.toTheEnd = toTheEnd;
        this.threads = threads;
        this.whenEnded = whenEnded;
    }

    void start() {
        threads.execute(this);
    }

    /** Completes, never exceptionally, after {@code whenEnded}. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Ends it. What is not copied now is lost; returns whether there was anything under way. */
    boolean close() {
        boolean first;
        boolean lost;
        synchronized (this) {
            first = !closed;
            lost = first && length > 0;
            closed = true;
            release();
        }
        if (first) {
            end();
        }
        return lost;
    }

    private void end() {
        whenEnded.run();
        ended.complete(null);
    }

    @Override
    public void run() {
        boolean more;
        boolean end = false;
        synchronized (this) {
            if (closed) {
                return;
            }
            try {
                more = copy();
            } catch (PosixException | IllegalStateException e) {
                LOG.warn("{}: copying it ended early", name, e);
                closed = true;
                more = false;
            }
            if (closed) {
                release();
                end = true;
            }
        }
        if (end) {
            end();
        } else if (more) {
            threads.execute(this);
        }
    }

    /** Returns whether it goes on at once; if not, it is closed or will be called again. */
    private boolean copy() {
        for (int i = 0; i < STEPS && !closed; i++) {
            if (!(length > 0 ? write() : read())) {
                return false;
            }
        }
        return !closed;
    }

    private boolean read() {
        if (buffer.length == 0) {
            buffer = Buffers.take();
        }
        int count;
        try {
            count = source.read(buffer, 0, buffer.length);
        } catch (PosixException e) {
            if (e.errno() != Errno.EIO) {
                throw e;
            }
            // a terminal that nobody has open any more
            count = -1;
        }
        if (count < 0) {
            closed = true;
        } else if (count == 0) {
            release();
            await(source.readable());
        } else {
            offset = 0;
            length = count;
        }
        return count > 0;
    }

    private boolean write() {
        int count;
        try {
            count = target.write(buffer, offset, length);
        } catch (PosixException e) {
            if (!toTheEnd) {
                LOG.debug("{}: nobody reads it any more", name, e);
                closed = true;
                return false;
            }
            LOG.warn("{}: from here on it is dropped", name, e);
            target.close();
            target = Nowhere.INSTANCE;
            return true;
        }
        if (count == 0) {
            await(target.writable());
            return false;
        }
        offset += count;
        length -= count;
        return true;
    }

    private void await(CompletionStage<Void> ready) {
        var unused = ready.whenComplete((done, failure) -> threads.execute(failure == null ? this : this::abandoned));
    }

    /** Nobody tells any more when it can go on. */
    private void abandoned() {
        if (close()) {
            LOG.warn("{}: the end of it is lost", name);
        }
    }

    private void release() {
        Buffers.giveBack(buffer);
        buffer = Buffers.NONE;
        length = 0;
    }
}
