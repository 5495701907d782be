// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that a task writes to, open for reading. */
final class OutputFile implements AutoCloseable {
    private static final String SCHEME = "file://";

    private final FileChannel channel;

    private OutputFile(FileChannel channel) {
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
            Path file = Path.of(target.substring(SCHEME.length()));
            Path parent = file.getParent();
            if (parent == null || !parent.toRealPath().equals(parent.normalize())) {
                throw new FailedPreconditionException("there is a symbolic link on the way to the output's file");
            }
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotFoundException("the output's file is not there");
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FailedPreconditionException("this output does not go to a file");
            }
            return new OutputFile(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw new NotFoundException("the output's file is not there", e);
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
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
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
