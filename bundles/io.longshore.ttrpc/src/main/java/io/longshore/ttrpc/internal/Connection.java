// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import io.longshore.ttrpc.TtrpcException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel in a loop: bytes in are cut into frames on the loop's thread, frames out are written by whoever sends them. */
final class Connection implements IoLoop.Member {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** After so many full buffers the other connections get their turn. */
    private static final int READS_IN_A_ROW = 16;

    private static final int LAST_READ = 64 << 10;

    private final IoLoop loop;
    private final SocketChannel channel;
    private final FrameHandler handler;
    private final FrameReader reader;
    private final Outbound outbound;
    private final int interestWhileBlocked;
    private final AtomicReference<@Nullable TtrpcException> ended = new AtomicReference<>();
    private @Nullable SelectionKey key; // guarded by outbound
    private volatile boolean readsPaused;

    /** @param readsWhileBlocked whether to go on reading while the peer does not take what is sent */
    Connection(IoLoop loop, SocketChannel channel, int queuedBytes, boolean readsWhileBlocked, FrameHandler handler) {
        this.loop = loop;
        this.channel = channel;
        this.handler = handler;
        this.reader = new FrameReader(handler);
        this.outbound = new Outbound(channel, queuedBytes);
        this.interestWhileBlocked = SelectionKey.OP_WRITE | (readsWhileBlocked ? SelectionKey.OP_READ : 0);
    }

    /** Ends the connection, and throws why, if that does not work. */
    void open() {
        try {
            channel.configureBlocking(false);
            synchronized (outbound) {
                key = loop.register(channel, this);
                key.interestOps(SelectionKey.OP_READ);
            }
            loop.wakeup();
        } catch (IOException | CancelledKeyException e) {
            throw end(Failures.lost("the channel cannot be used", e));
        } catch (TtrpcException e) {
            throw end(e);
        }
    }

    /** Why it ended, or null. */
    @Nullable
    TtrpcException ended() {
        return ended.get();
    }

    /**
     * Never blocks. A failure to write is not thrown: it ends the connection soon after.
     *
     * @return false if the queue is full
     */
    boolean send(ByteBuffer frame) {
        try {
            synchronized (outbound) {
                boolean wasIdle = outbound.isEmpty();
                if (!outbound.offer(frame)) {
                    return false;
                }
                if (wasIdle && !outbound.isEmpty()) {
                    interest(interestWhileBlocked);
                }
            }
        } catch (IOException e) {
            loop.execute(() -> brokenWrite(e));
        }
        return true;
    }

    void withdraw(ByteBuffer frame) {
        synchronized (outbound) {
            outbound.withdraw(frame);
        }
    }

    /** Returns the reason of the end: this one, or the one that came first. */
    TtrpcException end(TtrpcException cause) {
        if (!ended.compareAndSet(null, cause)) {
            TtrpcException first = ended.get();
            return first == null ? cause : first;
        }
        try {
            channel.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        loop.wakeup();
        synchronized (outbound) {
            outbound.clear();
        }
        handler.ended(cause);
        return cause;
    }

    @Override
    public void ready(SelectionKey ready, ByteBuffer scratch) {
        try {
            if (ready.isWritable()) {
                flush();
            }
            if (ready.isReadable()) {
                read(scratch);
            }
        } catch (CancelledKeyException e) {
            end(Failures.lost("the channel was closed", e));
        } catch (RuntimeException | Error e) {
            LOG.error("ttrpc connection ended by an unexpected failure", e);
            end(Failures.lost("unexpected failure while reading or writing", e));
        }
    }

    @Override
    public void loopClosed() {
        end(Failures.closed("the ttrpc loop was closed"));
    }

    private void flush() {
        try {
            synchronized (outbound) {
                outbound.flush();
                if (outbound.isEmpty()) {
                    interest(SelectionKey.OP_READ);
                }
            }
        } catch (IOException e) {
            brokenWrite(e);
        }
    }

    /** A peer that is gone may have answered before it went: its answers are read first. */
    private void brokenWrite(IOException e) {
        read(ByteBuffer.allocate(LAST_READ));
        end(Failures.lost("the peer does not take any more", e));
    }

    private void read(ByteBuffer buffer) {
        try {
            for (int i = 0; i < READS_IN_A_ROW && !readsPaused && ended.get() == null; i++) {
                int count = channel.read(buffer.clear());
                if (count < 0) {
                    end(Failures.lost(
                            reader.isMidFrame()
                                    ? "the peer ended the connection in the middle of a frame"
                                    : "the peer ended the connection",
                            null));
                    return;
                }
                reader.read(buffer.flip());
                if (buffer.limit() < buffer.capacity()) {
                    return;
                }
            }
        } catch (TtrpcException e) {
            end(e);
        } catch (IOException e) {
            end(Failures.lost("the connection broke", e));
        }
    }

    private void interest(int ops) {
        SelectionKey registered = key;
        if (registered == null) {
            return;
        }
        readsPaused = (ops & SelectionKey.OP_READ) == 0;
        try {
            registered.interestOps(ops);
            loop.wakeup();
        } catch (CancelledKeyException e) {
            LOG.debug("interest changed after the end of a ttrpc connection", e);
        }
    }
}
