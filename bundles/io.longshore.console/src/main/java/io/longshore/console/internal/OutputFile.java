// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.access.PathWithoutLinks;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a task writes to, open for reading. For one thread at a time. */
final class OutputFile implements AutoCloseable {
    private static final String SCHEME = "file://";

    private final SeekableByteChannel channel;

    private OutputFile(SeekableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Whether it is a file and not a pipe, or a symbolic link on the way to one: where a container can write to the
     * directory, it could show us any file of this machine.
     */
    static OutputFile open(Stdio stdio, boolean stderr) {
        String target = stderr ? stdio.stderr() : stdio.stdout();
        if (!target.startsWith(SCHEME)) {
            throw new FailedPreconditionException(
                    target.isEmpty() ? "this output is dropped" : "this output does not go to a file");
        }
        try {
            return new OutputFile(PathWithoutLinks.open(Path.of(target.substring(SCHEME.length()))));
        } catch (NoSuchFileException e) {
            throw new NotFoundException("the output's file is not there", e);
        } catch (PathWithoutLinks.NotAFileException e) {
            throw new FailedPreconditionException("this output does not go to a file, or there is a symbolic link", e);
        } catch (InvalidPathException | IOException e) {
            throw new UnavailableException("the output's file cannot be read", e);
        }
    }

    long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new UnavailableException("the output's file cannot be read", e);
        }
    }

    /** Up to {@code most} bytes from a place on; none at the end. */
    byte[] read(long from, int most) {
        ByteBuffer bytes = ByteBuffer.allocate(most);
        try {
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {
                // until it is full, or the file has no more
            }
        } catch (IOException e) {
            throw new UnavailableException("the output's file cannot be read", e);
        }
        byte[] result = new byte[bytes.flip().remaining()];
        bytes.get(result);
        return result;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UnavailableException("the output's file cannot be closed", e);
        }
    }
}
