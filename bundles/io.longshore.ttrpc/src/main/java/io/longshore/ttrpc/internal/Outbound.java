// SPDX-License-Identifier: Apache-2.0
package io.longshore.ttrpc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Frames on their way to a non-blocking channel. Not thread-safe: the connection holds this object's monitor. */
final class Outbound {

    /** The JDK copies each write into a buffer it keeps per thread: small pieces keep that buffer small. */
    private static final int PIECE = 64 << 10;

    private final WritableByteChannel channel;
    private final int maxBytes;
    private final Deque<ByteBuffer> queue = new ArrayDeque<>();
    private long queuedBytes;

    Outbound(WritableByteChannel channel, int maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Returns false, and has done nothing, if the queue is full. */
    boolean offer(ByteBuffer frame) throws IOException {
        if (queue.isEmpty()) {
            write(frame);
            if (!frame.hasRemaining()) {
                return true;
            }
        } else if (queuedBytes + frame.remaining() > maxBytes) {
            return false;
        }
        queue.add(frame);
        queuedBytes += frame.remaining();
        return true;
    }

    /** Writes what the channel takes. */
    void flush() throws IOException {
        for (ByteBuffer frame = queue.peek(); frame != null; frame = queue.peek()) {
            int before = frame.remaining();
            write(frame);
            queuedBytes -= before - frame.remaining();
            if (frame.hasRemaining()) {
                return;
            }
            queue.remove();
        }
    }

    /** Takes a frame back if none of it was written. */
    @SuppressWarnings("ReferenceEquality") // buffers are equal when their bytes are
    void withdraw(ByteBuffer frame) {
        if (frame.position() == 0 && queue.removeIf(queued -> queued == frame)) {
            queuedBytes -= frame.remaining();
        }
    }

    void clear() {
        queue.clear();
        queuedBytes = 0;
    }

    private void write(ByteBuffer frame) throws IOException {
        int end = frame.limit();
        try {
            while (frame.position() < end) {
                frame.limit(Math.min(end, frame.position() + PIECE));
                channel.write(frame);
                if (frame.hasRemaining()) {
                    return;
                }
            }
        } finally {
            frame.limit(end);
        }
    }
}
