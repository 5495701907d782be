// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Stdio;
import io.longshore.posix.Fd;
import io.longshore.posix.FdReceiver;
import io.longshore.posix.PosixException;
import io.longshore.runc.ContainerStreams;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of a process with a terminal, whose master the OCI runtime sends. */
final class TerminalStreams implements ProcessStreams {
    private static final byte[] END_OF_TRANSMISSION = {4};
    private static final Logger LOG = LoggerFactory.getLogger(TerminalStreams.class);

    private final StreamContext context;
    private final Stdio stdio;
    private final Target target;
    private final Path socket;
    private final FdReceiver receiver;
    private final Outputs outputs = new Outputs();
    private final Closers ours = new Closers();
    private volatile @Nullable StandardInput input;
    private volatile @Nullable Fd master;
    private volatile boolean ended;

    TerminalStreams(StreamContext context, Stdio stdio, Duration timeout) {
        this.context = context;
        this.stdio = stdio;
        try {
            target = target(timeout);
            ours.add(target::close);
            socket = context.sockets().free();
            receiver = context.posix().receiveFd(socket);
            // also one that comes when nobody waits any more
            ours.add(() -> {
                var unused = receiver.received().thenAccept(Fd::close);
            });
            ours.add(receiver::close);
        } catch (IOException | PosixException e) {
            close();
            throw new UnavailableException("cannot listen for the terminal of " + context.id(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Target target(Duration timeout) {
        URI logger = StreamEnds.logger(stdio.stdout());
        if (logger == null) {
            return StreamEnds.target(context.posix(), stdio.stdout());
        }
        LoggerProcess process = LoggerProcess.start(context, logger, timeout);
        ours.add(process::end);
        // a terminal has one output
        process.stderr().close();
        outputs.add(process.ended());
        return new FdTarget(process.stdout());
    }

    @Override
    public ContainerStreams forRuntime() {
        return ContainerStreams.terminal(socket);
    }

    @Override
    public void started(Duration timeout) {
        Fd terminal = await(timeout);
        receiver.close();
        master = terminal;
        StreamCopy output =
                new StreamCopy("terminal of " + context.id(), terminal, target, true, context.threads(), target::close);
        outputs.add(output);
        if (!stdio.stdin().isEmpty()) {
            StandardInput typed = new StandardInput(context, stdio.stdin(), new FdTarget(terminal), this::inputEnded);
            input = typed;
            ours.add(typed::close);
            typed.start();
        }
        output.start();
    }

    private Fd await(Duration timeout) {
        try {
            return receiver.received().toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException("the terminal of " + context.id() + " did not come in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for the terminal of " + context.id(), e);
        } catch (ExecutionException e) {
            throw new UnavailableException("the terminal of " + context.id() + " cannot be received", e);
        }
    }

    /** As if its user had pressed Ctrl-D: a terminal has no end that could be closed while the process may still write. */
    private void inputEnded() {
        Fd terminal = master;
        if (terminal == null || ended) {
            return;
        }
        try {
            if (terminal.write(END_OF_TRANSMISSION, 0, 1) == 0) {
                LOG.debug("namespace={} id={}: nobody reads what is typed", context.namespace(), context.id());
            }
        } catch (PosixException | IllegalStateException e) {
            LOG.debug("namespace={} id={}: the terminal has ended, too", context.namespace(), context.id(), e);
        }
    }

    @Override
    public void processEnded() {
        ended = true;
        StandardInput typed = input;
        if (typed != null) {
            typed.close();
        }
    }

    @Override
    public void closeStdin() {
        StandardInput typed = input;
        if (typed != null) {
            typed.closeStdin();
        }
    }

    @Override
    public void resize(int columns, int rows) {
        Fd terminal = master;
        if (terminal != null) {
            terminal.resizeTerminal(columns, rows);
        }
    }

    @Override
    public boolean drain(Duration atMost) {
        return outputs.drain(atMost);
    }

    @Override
    public void close() {
        ended = true;
        if (outputs.close()) {
            LOG.warn(
                    "namespace={} id={}: the end of its output was not taken and is lost",
                    context.namespace(),
                    context.id());
        }
        ours.close();
    }
}
