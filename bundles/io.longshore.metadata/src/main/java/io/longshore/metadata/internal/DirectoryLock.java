// SPDX-License-Identifier: Apache-2.0
package io.longshore.metadata.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds a directory for one store; ends with the process, however that ends. */
final class DirectoryLock implements AutoCloseable {
    // the kernel's lock is per process, and closing any channel on its file would drop it
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** @throws UnavailableException if another store has it, in this process or in another one */
    static DirectoryLock take(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!HELD.add(real)) {
            throw inUse(directory);
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = PrivateFiles.open(real.resolve("lock"));
            locked = channel.tryLock() != null;
            if (!locked) {
                throw inUse(directory);
            }
            return new DirectoryLock(real, channel);
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(real);
            }
        }
    }

    private static UnavailableException inUse(Path directory) {
        return new UnavailableException("the metadata directory " + directory
                + " is in use by another process or store; stop it, or configure another directory");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(directory);
        }
    }
}
