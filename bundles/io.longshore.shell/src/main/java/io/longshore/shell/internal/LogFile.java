// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.PathWithoutLinks;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Task;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** The file that a task writes its output to, open for reading. */
final class LogFile implements AutoCloseable {
    private static final String SCHEME = "file://";
    private static final int BLOCK = 8192;
    /** After the exit, for the shim to write what it still has. */
    private static final Duration QUIET = Duration.ofMillis(500);

    private final Path file;
    private final SeekableByteChannel channel;
    private long position;

    private LogFile(Path file, SeekableByteChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** No symbolic link, and no link on the way: where a container can write, it could show us any file of this machine. */
    static LogFile open(Task task) {
        String target = task.info().stdio().stdout();
        String name = "task " + task.id() + " in namespace " + task.namespace();
        if (!target.startsWith(SCHEME)) {
            throw new FailedPreconditionException(
                    target.isEmpty()
                            ? name + " keeps no logs, its output is dropped; make it with --output, or by task:run -d"
                            : name + " keeps no logs, its output goes to streams; use task:attach");
        }
        Path path = Path.of(target.substring(SCHEME.length()));
        try {
            return new LogFile(path, PathWithoutLinks.open(path));
        } catch (NoSuchFileException e) {
            throw new NotFoundException("the output of " + name + " is not there any more: " + path, e);
        } catch (PathWithoutLinks.NotAFileException e) {
            throw new FailedPreconditionException(
                    "the output of " + name + " goes to " + path
                            + ", which is not a file, or is behind a symbolic link",
                    e);
        } catch (IOException e) {
            throw new UnavailableException("the output of " + name + " cannot be read: " + e, e);
        }
    }

    /** Goes to where the last lines begin. */
    void skipTo(long lines) {
        try {
            long end = channel.size();
            position = end;
            long found = 0;
            while (position > 0) {
                int length = (int) Math.min(BLOCK, position);
                ByteBuffer block = ByteBuffer.allocate(length);
                channel.position(position - length).read(block);
                for (int i = block.position() - 1; i >= 0; i--) {
                    // a line that has ended ends the file's last one
                    boolean last = position - length + i == end - 1;
                    if (block.get(i) == '\n' && !last && ++found == lines) {
                        position = position - length + i + 1;
                        return;
                    }
                }
                position -= length;
            }
        } catch (IOException e) {
            throw new UnavailableException("the output cannot be read: " + e, e);
        }
    }

    /** Copies what is there and was not copied before; from the beginning, if the file was cut off. */
    void copyTo(PrintStream out) {
        try {
            if (channel.size() < position) {
                position = 0;
            }
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            channel.position(position);
            for (int count = channel.read(block); count > 0; count = channel.read(block)) {
                out.write(block.array(), 0, count);
                position += count;
                block.clear();
            }
            out.flush();
        } catch (IOException e) {
            throw new UnavailableException("the output cannot be read: " + e, e);
        }
    }

    /** Copies what comes, until the task has ended and nothing more comes, or the thread is interrupted. */
    void follow(Task task, PrintStream out) {
        try (FileChanges changes = FileChanges.of(file)) {
            var unused = task.exit().whenComplete((exit, error) -> changes.wakeUp());
            while (!task.exit().toCompletableFuture().isDone()) {
                copyTo(out);
                changes.await();
            }
            do {
                copyTo(out);
            } while (changes.await(QUIET));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
