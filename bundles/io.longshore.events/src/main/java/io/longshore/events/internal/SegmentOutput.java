// SPDX-License-Identifier: Apache-2.0
package io.longshore.events.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A segment open for writing. */
interface SegmentOutput extends Closeable {
    /** When this returns, the operating system has the bytes. When it throws, it has any part of them. */
    void write(byte[] bytes, int length) throws IOException;

    /** When this returns, the device has what was written before. May be called while another thread writes. */
    void sync() throws IOException;

    /** Opens segments. */
    @FunctionalInterface
    interface Opener {
        /** Opens a file, makes it if it is not there, and cuts off what it has behind {@code end}. */
        SegmentOutput open(Path file, long end) throws IOException;
    }

    /** To a file, by single calls of write(2) that an interrupt does not end. */
    static SegmentOutput file(Path path, long end) throws IOException {
        RandomAccessFile file = PrivateFile.open(path);
        try {
            file.setLength(end);
            file.seek(end);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new SegmentOutput() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                file.write(bytes, 0, length);
            }

            @Override
            public void sync() throws IOException {
                file.getFD().sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
