// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Streams that give what a test has put into them, as soon as the process has ended. */
final class FakeStreams implements TaskStreams {
    volatile String stdout = "";
    volatile String stderr = "";
    final AtomicInteger open = new AtomicInteger();

    @Override
    public TaskIo open(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        open.incrementAndGet();
        return new Io();
    }

    @Override
    public TaskIo reattach(Namespace namespace, ContainerId id, @Nullable ExecId exec, StreamOptions options) {
        throw new UnsupportedOperationException("not called");
    }

    private final class Io implements TaskIo {
        private final CompletableFuture<Void> closed = new CompletableFuture<>();
        private volatile @Nullable CompletionStage<Exit> end;

        @Override
        public Stdio stdio() {
            return new Stdio("", "/fifo/out", "/fifo/err", false);
        }

        @Override
        public OutputStream stdin() {
            throw new UnsupportedOperationException("not called");
        }

        @Override
        public InputStream stdout() {
            return afterTheEnd(stdout);
        }

        @Override
        public InputStream stderr() {
            return afterTheEnd(stderr);
        }

        private InputStream afterTheEnd(String text) {
            return new InputStream() {
                private final InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));

                @Override
                public int read() {
                    throw new UnsupportedOperationException("not called");
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    CompletionStage<Exit> exit = end;
                    if (exit != null) {
                        CompletableFuture.anyOf(exit.toCompletableFuture(), closed)
                                .join();
                    }
                    if (closed.isDone()) {
                        throw new IOException("closed");
                    }
                    return bytes.read(buffer, offset, length);
                }
            };
        }

        @Override
        public void endsWith(CompletionStage<Exit> exit) {
            end = exit;
        }

        @Override
        public boolean truncated() {
            return false;
        }

        @Override
        public void detach() {
            throw new UnsupportedOperationException("not called");
        }

        @Override
        public void close() {
            if (closed.complete(null)) {
                open.decrementAndGet();
            }
        }
    }
}
