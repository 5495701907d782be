// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.streams.StreamClosedException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.StreamTimeoutException;
import io.longshore.posix.Fd;
import io.longshore.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The input of a process. */
final class FifoWriter extends OutputStream {
    private final String name;
    private final Fd fd;
    /** The end to read, held so that what is in the FIFO stays there until the shim comes. */
    private final Fd keeper;

    private final long writeTimeout;
    private final Gate gate = new Gate();

    // guarded by the gate
    private @Nullable String closedBecause;

    FifoWriter(String name, Fd fd, Fd keeper, StreamOptions options) {
        this.name = name;
        this.fd = fd;
        this.keeper = keeper;
        this.writeTimeout = Gate.nanos(options.writeTimeout());
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        gate.lock();
        try {
            int written = 0;
            long waited = 0;
            do {
                if (closedBecause != null) {
                    throw new StreamClosedException(name + ": " + closedBecause);
                }
                int count = fd.write(bytes, offset + written, length - written);
                if (count == 0 && length > 0) {
                    if (waited >= writeTimeout) {
                        throw new StreamTimeoutException("no room in " + name + " within the write timeout", written);
                    }
                    waited += gate.await(fd::writable, writeTimeout - waited);
                }
                written += count;
            } while (written < length);
        } catch (PosixException e) {
            throw new IOException("cannot write " + name, e);
        } finally {
            gate.unlock();
        }
    }

    /** Ends the input; what was written stays to be read. */
    @Override
    public void close() {
        gate.lock();
        try {
            closeBecause("the stream is closed");
        } finally {
            gate.unlock();
        }
    }

    /** Ends the input, and drops what nobody has read. */
    void discard(String why) {
        gate.lock();
        try {
            closeBecause(why);
            keeper.close();
        } finally {
            gate.unlock();
        }
    }

    private void closeBecause(String why) {
        if (closedBecause == null) {
            closedBecause = why;
            fd.close();
            gate.changed();
        }
    }
}
