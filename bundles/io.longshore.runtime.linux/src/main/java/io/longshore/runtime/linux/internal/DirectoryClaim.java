// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that no other runtime may use at the same time, in this process or another. */
final class DirectoryClaim implements AutoCloseable {
    private static final String LOCK = ".lock";
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryClaim.class);

    private final FileChannel channel;

    private DirectoryClaim(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws FailedPreconditionException if another runtime has it */
    static DirectoryClaim of(Path directory) {
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean taken = false;
            try {
                taken = channel.tryLock() != null;
            } catch (OverlappingFileLockException e) {
                LOG.debug("{} is taken in this process", directory, e);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            if (taken) {
                return new DirectoryClaim(channel);
            }
            throw new FailedPreconditionException("another runtime uses " + directory
                    + "; give each its own 'root' and 'state' in etc/io.longshore.runtime.linux.cfg");
        } catch (IOException e) {
            throw new UnavailableException("cannot lock " + directory, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot unlock a directory of the runtime", e);
        }
    }
}
