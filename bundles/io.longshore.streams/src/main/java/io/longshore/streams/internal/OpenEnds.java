// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.streams.StreamOptions;
import io.longshore.posix.Fd;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Opens FIFOs; unless committed, closes them all again. */
final class OpenEnds implements AutoCloseable {
    private final Posix posix;
    private final Deque<Fd> opened = new ArrayDeque<>();

    OpenEnds(Posix posix) {
        this.posix = posix;
    }

    FifoWriter writer(String name, Path fifo, StreamOptions options) {
        Fd keeper = open(fifo, Fd.Access.READ);
        return new FifoWriter(name, open(fifo, Fd.Access.WRITE), keeper, options);
    }

    FifoReader reader(String name, Path fifo, StreamOptions options) {
        Fd reader = open(fifo, Fd.Access.READ);
        return new FifoReader(name, reader, open(fifo, Fd.Access.WRITE), options);
    }

    private Fd open(Path fifo, Fd.Access access) {
        Fd fd = posix.open(fifo, access);
        opened.push(fd);
        return fd;
    }

    void commit() {
        opened.clear();
    }

    @Override
    public void close() {
        opened.forEach(Fd::close);
        opened.clear();
    }
}
