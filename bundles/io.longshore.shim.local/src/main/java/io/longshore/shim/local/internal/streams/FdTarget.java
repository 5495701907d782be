// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.posix.Fd;
import java.util.concurrent.CompletionStage;

/** A FIFO, a pipe or a device, which may have no room. */
record FdTarget(Fd fd) implements Target {
    @Override
    public int write(byte[] bytes, int offset, int length) {
        return fd.write(bytes, offset, length);
    }

    @Override
    public CompletionStage<Void> writable() {
        return fd.writable();
    }

    @Override
    public void close() {
        fd.close();
    }
}
