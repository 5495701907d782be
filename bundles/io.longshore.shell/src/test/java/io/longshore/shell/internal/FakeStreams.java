// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.streams.StreamClosedException;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Streams in memory: a test says what the process writes, and sees what it reads. */
final class FakeStreams implements TaskStreams {
    static final int END = -1;
    static final int CLOSED = -2;

    /** The last ones that were opened. */
    volatile @Nullable Io io;

    StreamOptions found = StreamOptions.DEFAULT;
    boolean exists = true;

    @Override
    public TaskIo open(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        Io opened = new Io(options);
        io = opened;
        return opened;
    }

    @Override
    public TaskIo reattach(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        if (!exists) {
            throw new NotFoundException("there are no streams to attach to");
        }
        Io opened = new Io(found);
        io = opened;
        return opened;
    }

    /** The ends of one process. */
    static final class Io implements TaskIo {
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        final BlockingQueue<Integer> written = new LinkedBlockingQueue<>();
        volatile boolean detached;
        volatile boolean closed;
        private final StreamOptions options;

        Io(StreamOptions options) {
            this.options = options;
        }

        void write(String text) {
            text.chars().forEach(written::add);
        }

        @Override
        public Stdio stdio() {
            return new Stdio(
                    options.stdin() ? "/io/stdin" : "",
                    "/io/stdout",
                    options.terminal() ? "" : "/io/stderr",
                    options.terminal());
        }

        @Override
        public OutputStream stdin() {
            return read;
        }

        @Override
        public InputStream stdout() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    try {
                        int next = written.take();
                        if (next == CLOSED) {
                            throw new StreamClosedException("closed");
                        }
                        return next;
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException();
                    }
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int next = read();
                    if (next < 0) {
                        return next;
                    }
                    buffer[offset] = (byte) next;
                    return 1;
                }

                @Override
                public void close() {
                    written.add(CLOSED);
                }
            };
        }

        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public void endsWith(CompletionStage<Exit> exit) {
            var unused = exit.whenComplete((known, failure) -> written.add(END));
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void detach() {
            detached = !closed;
        }

        @Override
        public void close() {
            closed = !detached;
        }
    }
}
