// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

import io.longshore.api.CancelledException;
import io.longshore.api.streams.TaskIo;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the streams of a process that has no terminal. Output is printed by the thread that calls, since in Karaf {@code
 * System.out} is a console's, or a pipe's, on the thread of its command only.
 */
public final class PlainCopy {
    private static final int CHUNKS = 16;
    private static final int END_OF_INPUT = 4;
    private static final Logger LOG = LoggerFactory.getLogger(PlainCopy.class);

    /** Some output; of nothing at the end. */
    private static final class Chunk {
        private final PrintStream to;
        private final byte[] bytes;

        Chunk(PrintStream to, byte[] bytes) {
            this.to = to;
            this.bytes = bytes;
        }
    }

    private final TaskIo io;
    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS);

    public PlainCopy(TaskIo io) {
        this.io = io;
    }

    /**
     * Returns when both outputs have ended.
     *
     * @param typed what the process reads; null for nothing
     * @param closeStdin runs when that has ended
     * @throws CancelledException if the thread is interrupted, as by Ctrl-C
     */
    public void run(@Nullable InputStream typed, Runnable closeStdin, PrintStream out, PrintStream err) {
        List<Thread> threads = List.of(
                start("stdout", () -> read(io.stdout(), out)),
                start("stderr", () -> read(io.stderr(), err)),
                start("stdin", () -> {
                    if (typed != null) {
                        type(typed, closeStdin);
                    }
                }));
        try {
            print(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted", e);
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private static Thread start(String stream, Runnable copying) {
        Thread thread = new Thread(copying, "longshore-shell-" + stream);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void print(int streams) throws InterruptedException {
        int open = streams;
        while (open > 0) {
            Chunk chunk = chunks.take();
            if (chunk.bytes.length == 0) {
                open--;
            } else {
                chunk.to.write(chunk.bytes, 0, chunk.bytes.length);
                chunk.to.flush();
            }
        }
    }

    private void read(InputStream from, PrintStream to) {
        byte[] buffer = new byte[8192];
        try {
            try {
                for (int count = from.read(buffer); count > 0; count = from.read(buffer)) {
                    chunks.put(new Chunk(to, Arrays.copyOf(buffer, count)));
                }
            } catch (InterruptedIOException e) {
                LOG.trace("nobody waits any more", e);
            } catch (IOException e) {
                LOG.debug("an output cannot be read any more", e);
            }
            chunks.put(new Chunk(to, new byte[0]));
        } catch (InterruptedException e) {
            LOG.trace("nobody waits any more", e);
        }
    }

    private void type(InputStream typed, Runnable closeStdin) {
        byte[] buffer = new byte[1024];
        try {
            OutputStream to = io.stdin();
            int count = typed.read(buffer);
            // a terminal may hand on the key instead of the end that it means
            while (count > 0 && !(count == 1 && buffer[0] == END_OF_INPUT)) {
                to.write(buffer, 0, count);
                to.flush();
                count = typed.read(buffer);
            }
            to.close();
            closeStdin.run();
        } catch (InterruptedIOException e) {
            LOG.trace("the process has ended", e);
        } catch (IOException | RuntimeException e) {
            LOG.debug("the process reads no more", e);
        }
    }
}
