// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** An H2 file system over the real one that fails, stops and counts on demand. H2 makes instances, so the state is static. */
public final class FaultyFiles extends FilePathWrapper {
    static final String SCHEME = "faulty";
    static final AtomicInteger SYNCS = new AtomicInteger();
    static volatile Hook onWrite = Hook.NONE;
    static volatile Hook onSync = Hook.NONE;

    /** Called before the operation, which does not happen if this throws. */
    @FunctionalInterface
    interface Hook {
        Hook NONE = () -> {};

        void run() throws IOException;
    }

    static void install() {
        onWrite = Hook.NONE;
        onSync = Hook.NONE;
        SYNCS.set(0);
        FilePath.register(new FaultyFiles());
    }

    static Hook failing(String message) {
        return () -> {
            throw new IOException(message);
        };
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return faulty(super.open(mode));
    }

    /** The same for a channel that H2 does not see. */
    static FileChannel faulty(FileChannel channel) {
        return new FaultyChannel(channel);
    }

    private static final class FaultyChannel extends FileBaseDefault {
        private final FileChannel channel;

        FaultyChannel(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            onWrite.run();
            return channel.write(source, position);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            onSync.run();
            SYNCS.incrementAndGet();
            channel.force(metaData);
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }
    }
}
