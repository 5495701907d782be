// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import io.longshore.posix.Fd;
import io.longshore.posix.Pipe;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that takes a process' output, as shims start it: its descriptors 3 and 4 are the ends to read of the process'
 * output and errors, 5 is closed, or written to, by it when it is ready. It ends when the output does.
 */
final class LoggerProcess {
    /** How long it may take to end after the output has. */
    private static final Duration TO_END = Duration.ofSeconds(10);

    /** The JDK passes three descriptors only, and of those two to write; the fourth is opened by its path. */
    private static final String PASS_ON =
            "err=$1; shift; exec 3<&0 4<\"$err\" 5>&1 </dev/null >/dev/null 2>/dev/null; exec \"$@\"";

    private static final Logger LOG = LoggerFactory.getLogger(LoggerProcess.class);

    private final Process process;
    private final Fd stdout;
    private final Fd stderr;

    private LoggerProcess(Process process, Fd stdout, Fd stderr) {
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    static LoggerProcess start(StreamContext context, URI program, Duration timeout) {
        Closers readers = new Closers();
        Closers writers = new Closers();
        try {
            Pipe out = pipe(context, readers, writers);
            Pipe err = pipe(context, readers, writers);
            Pipe ready = context.posix().pipe();
            readers.add(ready.reader()::close);
            Process process;
            try {
                process = launch(context, program, out, err, ready);
            } finally {
                ready.writer().close();
            }
            try {
                awaitReady(program, process, ready.reader(), timeout);
            } catch (RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
            return new LoggerProcess(process, out.writer(), err.writer());
        } catch (RuntimeException e) {
            writers.close();
            throw e;
        } finally {
            readers.close();
        }
    }

    private static Pipe pipe(StreamContext context, Closers readers, Closers writers) {
        Pipe pipe = context.posix().pipe();
        readers.add(pipe.reader()::close);
        writers.add(pipe.writer()::close);
        return pipe;
    }

    private static Process launch(StreamContext context, URI program, Pipe out, Pipe err, Pipe ready) {
        if (!Files.isExecutable(Path.of(program.getPath()))) {
            throw new FailedPreconditionException(
                    "the logger " + program.getPath() + " is not there, or cannot be executed");
        }
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh", "-c", PASS_ON, "sh", err.reader().reopenable().toString(), program.getPath()));
        command.addAll(LoggerArguments.of(program.getRawQuery()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(out.reader().reopenable().toFile()))
                .redirectOutput(Redirect.to(ready.writer().reopenable().toFile()))
                .redirectError(Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("CONTAINER_ID", context.id());
        builder.environment().put("CONTAINER_NAMESPACE", context.namespace().name());
        try {
            return context.posix().start(builder);
        } catch (IOException e) {
            throw new FailedPreconditionException("the logger " + program.getPath() + " cannot be started", e);
        }
    }

    private static void awaitReady(URI program, Process process, Fd ready, Duration timeout) {
        String logger = "the logger " + program.getPath();
        try {
            ready.readable().toCompletableFuture().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            boolean silent = ready.read(new byte[1], 0, 1) < 0;
            // it may have closed the descriptor to say that it is ready, or by ending
            if (silent && process.waitFor(0, TimeUnit.NANOSECONDS) && process.exitValue() != 0) {
                throw new FailedPreconditionException(logger + " ended with status " + process.exitValue());
            }
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(logger + " was not ready in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for " + logger, e);
        } catch (ExecutionException e) {
            throw new UnavailableException(logger + " cannot be waited for", e);
        }
    }

    /** The end to write of the process' output; closed by whoever takes it. */
    Fd stdout() {
        return stdout;
    }

    Fd stderr() {
        return stderr;
    }

    CompletableFuture<?> ended() {
        return process.onExit();
    }

    /** Asks it to end if it has not, and sees to it that it does. Does not wait. */
    void end() {
        stdout.close();
        stderr.close();
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        var unused = process.onExit()
                .completeOnTimeout(process, TO_END.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(late -> {
                    if (late.isAlive()) {
                        LOG.warn("a logger with pid {} did not end when it was asked to, and is killed", late.pid());
                        late.destroyForcibly();
                    }
                });
    }
}
