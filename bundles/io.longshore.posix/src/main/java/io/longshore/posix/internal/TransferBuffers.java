// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory for the kernel to copy to and from, as much as there ever were threads in a call at once. The native bridge would
 * rather copy a whole Java array back, with what the kernel did not write.
 */
public final class TransferBuffers {

    static final int BYTES = 64 * 1024;

    private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    /** Cleared; to be given back. */
    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer.clear();
    }

    void giveBack(ByteBuffer buffer) {
        free.add(buffer);
    }
}
