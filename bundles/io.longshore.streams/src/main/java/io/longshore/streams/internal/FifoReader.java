// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.streams.StreamClosedException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.StreamTimeoutException;
import io.longshore.posix.Fd;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An output of a process. */
final class FifoReader extends InputStream {
    /** The FIFO, the pipe from the container, each at most 1 MiB for who is not root, and the shim's buffer between them. */
    private static final long MORE_THAN_PIPES_HOLD = 4 << 20;

    private enum State {
        /** The process may run. */
        RUNNING,
        /** The process has ended; the FIFO ends by itself, unless somebody else has it open. */
        DRAINING,
        /** Nobody will say when the process ends. */
        ADRIFT,
        /** Read to the end, or as far as the drain limit allows. */
        ENDED,
        /** Given up by the reader. */
        CLOSED
    }

    private final String name;
    private final Fd fd;
    /** The end to write, held so that the FIFO has not ended before the shim comes. */
    private final Fd keeper;

    private final long readTimeout;
    private final long drainLimit;
    private final Gate gate = new Gate();

    // all guarded by the gate
    private State state = State.RUNNING;
    private long endedAt;
    private long waitedSinceEnd;
    private long readSinceEnd;
    private boolean truncated;
    private @Nullable Throwable adrift;

    FifoReader(String name, Fd fd, Fd keeper, StreamOptions options) {
        this.name = name;
        this.fd = fd;
        this.keeper = keeper;
        readTimeout = Gate.nanos(options.readTimeout());
        drainLimit = options.drainLimit().toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        gate.lock();
        try {
            return readOrWait(buffer, offset, length);
        } catch (PosixException e) {
            throw new IOException("cannot read " + name, e);
        } finally {
            gate.unlock();
        }
    }

    private int readOrWait(byte[] buffer, int offset, int length) throws IOException {
        long waited = 0;
        while (state != State.ENDED) {
            if (state == State.CLOSED) {
                throw new StreamClosedException(name + " is closed");
            }
            // before any limit is looked at: what is there was written before it, and may be from before the exit
            int count = fd.read(buffer, offset, length);
            if (count > 0) {
                received(count);
                return count;
            }
            if (count < 0 || isDrained()) {
                truncated = count == 0;
                end();
                break;
            }
            if (state == State.ADRIFT) {
                throw new IOException(
                        "there is nothing to read, and nobody says when the process of " + name + " ends", adrift);
            }
            if (waited >= readTimeout) {
                throw new StreamTimeoutException("nothing to read from " + name + " within the read timeout", 0);
            }
            waited += waitForData(readTimeout - waited);
        }
        return -1;
    }

    private boolean isDrained() {
        return state == State.DRAINING && waitedSinceEnd >= drainLimit;
    }

    /** Time counts only while there is nothing to read, so that a slow reader loses nothing. */
    private long waitForData(long atMost) throws IOException {
        boolean draining = state == State.DRAINING;
        long nanos = gate.await(fd::readable, draining ? Math.min(atMost, drainLimit - waitedSinceEnd) : atMost);
        if (draining) {
            waitedSinceEnd += nanos;
        }
        return nanos;
    }

    /** Data that never stops would otherwise keep a stream from ending. */
    private void received(int count) {
        if (state != State.DRAINING) {
            return;
        }
        readSinceEnd += count;
        if (readSinceEnd > MORE_THAN_PIPES_HOLD && System.nanoTime() - endedAt >= drainLimit) {
            truncated = true;
            end();
        }
    }

    private void end() {
        state = State.ENDED;
        closeDescriptors();
    }

    /** The process has ended: from now on the FIFO ends as soon as nobody else has it open to write. */
    void drain() {
        gate.lock();
        try {
            if (state == State.RUNNING) {
                state = State.DRAINING;
                endedAt = System.nanoTime();
                keeper.close();
                gate.changed();
            }
        } finally {
            gate.unlock();
        }
    }

    /** The end of the process cannot be learned. */
    void setAdrift(Throwable why) {
        gate.lock();
        try {
            if (state == State.RUNNING) {
                state = State.ADRIFT;
                adrift = why;
                gate.changed();
            }
        } finally {
            gate.unlock();
        }
    }

    boolean isTruncated() {
        gate.lock();
        try {
            return truncated;
        } finally {
            gate.unlock();
        }
    }

    @Override
    public void close() {
        gate.lock();
        try {
            state = State.CLOSED;
            closeDescriptors();
        } finally {
            gate.unlock();
        }
    }

    private void closeDescriptors() {
        fd.close();
        keeper.close();
        gate.changed();
    }
}
