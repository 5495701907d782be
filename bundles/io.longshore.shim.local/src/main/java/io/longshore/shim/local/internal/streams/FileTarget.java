// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.FailedPreconditionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is appended to. What a full disk does not take is dropped and said once, so that the container goes on; later
 * output is tried again.
 */
final class FileTarget implements Target {
    private static final Logger LOG = LoggerFactory.getLogger(FileTarget.class);

    private final Path path;
    private final FileChannel channel;
    private boolean said;

    private FileTarget(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens a file that is there. */
    static FileTarget open(Path path) {
        try {
            return new FileTarget(path, FileChannel.open(path, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new FailedPreconditionException("cannot append the output of a process to " + path, e);
        }
    }

    /** Makes the file, and its directory, if it is not there. */
    static FileTarget make(Path path) {
        try {
            Files.createDirectories(path.getParent());
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE);
            return new FileTarget(
                    path,
                    FileChannel.open(
                            path,
                            options,
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
        } catch (IOException e) {
            throw new FailedPreconditionException("cannot make the file " + path + " for the output of a process", e);
        }
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (IOException e) {
            if (!said) {
                LOG.warn("output of a process is lost, as {} does not take it", path, e);
                said = true;
            }
        }
        return length;
    }

    @Override
    public CompletionStage<Void> writable() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("the end of a process' output may be lost: {} cannot be closed", path, e);
        }
    }
}
