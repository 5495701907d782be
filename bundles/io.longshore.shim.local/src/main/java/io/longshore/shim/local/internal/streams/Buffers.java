// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** As many buffers as there ever were copies with something in them; a silent stream has none. */
final class Buffers {
    static final byte[] NONE = {};

    private static final int BYTES = 64 * 1024;
    private static final Queue<byte[]> FREE = new ConcurrentLinkedQueue<>();

    private Buffers() {}

    static byte[] take() {
        byte[] free = FREE.poll();
        return free == null ? new byte[BYTES] : free;
    }

    static void giveBack(byte[] buffer) {
        if (buffer.length > 0) {
            FREE.add(buffer);
        }
    }
}
