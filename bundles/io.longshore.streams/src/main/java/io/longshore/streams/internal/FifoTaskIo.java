// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.posix.Posix;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The streams of one process, opened and ended together. */
final class FifoTaskIo implements TaskIo {
    private final ProcessKey key;
    private final Stdio stdio;
    private final @Nullable FifoWriter stdin;
    private final FifoReader stdout;
    private final @Nullable FifoReader stderr;
    private final FifoStreams owner;
    private final AtomicBoolean endIsKnown = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private FifoTaskIo(
            ProcessKey key,
            Stdio stdio,
            @Nullable FifoWriter stdin,
            FifoReader stdout,
            @Nullable FifoReader stderr,
            FifoStreams owner) {
        this.key = key;
        this.stdio = stdio;
        this.stdin = stdin;
        this.stdout = stdout;
        this.stderr = stderr;
        this.owner = owner;
    }

    /** Opens both ends of each FIFO, the one to read first, as otherwise the other cannot be opened. */
    static FifoTaskIo open(Posix posix, ProcessKey key, ProcessFifos fifos, StreamOptions options, FifoStreams owner) {
        try (OpenEnds ends = new OpenEnds(posix)) {
            FifoWriter stdin = fifos.stdin() == null ? null : ends.writer("stdin of " + key, fifos.stdin(), options);
            FifoReader stdout = ends.reader("stdout of " + key, fifos.stdout(), options);
            FifoReader stderr =
                    fifos.stderr() == null ? null : ends.reader("stderr of " + key, fifos.stderr(), options);
            FifoTaskIo io = new FifoTaskIo(key, fifos.stdio(), stdin, stdout, stderr, owner);
            ends.commit();
            return io;
        }
    }

    @Override
    public Stdio stdio() {
        return stdio;
    }

    @Override
    public OutputStream stdin() {
        if (stdin == null) {
            throw new FailedPreconditionException(key + ": it has no input, as its streams were opened without");
        }
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr == null ? InputStream.nullInputStream() : stderr;
    }

    @Override
    public void endsWith(CompletionStage<Exit> exit) {
        if (!endIsKnown.compareAndSet(false, true)) {
            throw new FailedPreconditionException(key + ": how its streams end was said before");
        }
        var unused = exit.whenComplete((status, failure) -> {
            if (failure == null) {
                ended();
            } else {
                outputs().forEach(output -> output.setAdrift(failure));
            }
        });
    }

    private void ended() {
        discardInput("the process has ended");
        outputs().forEach(FifoReader::drain);
    }

    @Override
    public boolean truncated() {
        return outputs().anyMatch(FifoReader::isTruncated);
    }

    @Override
    public void detach() {
        if (closed.compareAndSet(false, true)) {
            closeStreams();
            owner.detached(key);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closeStreams();
            owner.closed(key);
        }
    }

    private void closeStreams() {
        discardInput("the streams of the process are closed");
        outputs().forEach(FifoReader::close);
    }

    private void discardInput(String why) {
        if (stdin != null) {
            stdin.discard(why);
        }
    }

    private Stream<FifoReader> outputs() {
        return Stream.of(stdout, stderr).filter(Objects::nonNull);
    }
}
