// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one command to its end, or to the deadline; never leaves it running. */
final class RuncProcess {
    private static final int STDOUT_LIMIT = 1024 * 1024;
    private static final int STDERR_LIMIT = 64 * 1024;
    /** What a pipe holds. */
    static final int INPUT_LIMIT = 64 * 1024;
    /** How long output is waited for when the process has ended but something it started holds its pipes. */
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A killed process is gone in milliseconds, unless it hangs in the kernel. */
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** @param complete whether {@code stdout} is all that was printed */
    @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
    record Result(int status, byte[] stdout, boolean complete, byte[] stderr) {}

    private RuncProcess() {}

    /**
     * @param what is done to what, for messages and thread names
     * @param input at most {@link #INPUT_LIMIT} bytes
     * @throws UnavailableException if how it ended is not known
     */
    static Result run(String what, ProcessStarter starter, List<String> command, byte[] input, Deadline deadline) {
        Process process =
                start(what, starter, input.length == 0 ? fromNothing(command) : new ProcessBuilder(command), deadline);
        try {
            Drain stdout = Drain.start(process.getInputStream(), STDOUT_LIMIT, "longshore-runc-stdout " + what);
            Drain stderr = Drain.start(process.getErrorStream(), STDERR_LIMIT, "longshore-runc-stderr " + what);
            feed(process, input);
            int status = await(what, process, deadline);
            long patience = System.nanoTime() + Math.min(DRAIN_NANOS, deadline.remaining());
            stdout.await(patience - System.nanoTime());
            stderr.await(patience - System.nanoTime());
            return new Result(status, stdout.tail(), stdout.complete(), stderr.tail());
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        } finally {
            kill(process);
        }
    }

    /** Runs a command whose streams are a container's, and returns its exit status. */
    static int launch(
            String what, ProcessStarter starter, List<String> command, ContainerStreams streams, Deadline deadline) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(streams.stdin())
                .redirectOutput(streams.stdout())
                .redirectError(streams.stderr());
        Process process = start(what, starter, builder, deadline);
        try {
            return await(what, process, deadline);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        } finally {
            kill(process);
        }
    }

    private static ProcessBuilder fromNothing(List<String> command) {
        return new ProcessBuilder(command).redirectInput(new File("/dev/null"));
    }

    /** Returns its exit status. */
    private static int await(String what, Process process, Deadline deadline) throws InterruptedException {
        try {
            if (process.waitFor(deadline.remaining(), TimeUnit.NANOSECONDS)) {
                return process.exitValue();
            }
        } catch (IllegalStateException e) {
            throw new UnavailableException(what + ": " + e.getMessage(), e);
        }
        throw new DeadlineExceededException(what + " did not end within "
                + deadline.timeout().toMillis() + " ms and was killed; it may have taken effect");
    }

    private static CancelledException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CancelledException(what + " was interrupted; it may have taken effect", cause);
    }

    /** The pipe takes it all at once, so this does not wait for the process to read. */
    private static void feed(Process process, byte[] input) {
        if (input.length == 0) {
            return;
        }
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // it ended without reading it all, and how it ended is what tells why
            return;
        }
    }

    private static Process start(String what, ProcessStarter starter, ProcessBuilder builder, Deadline deadline) {
        if (deadline.remaining() <= 0) {
            throw new DeadlineExceededException(what + ": no time was left to start it");
        }
        try {
            return starter.start(builder);
        } catch (IOException e) {
            throw new FailedPreconditionException(
                    what + ": " + builder.command().get(0) + " cannot be run", e);
        }
    }

    private static void kill(Process process) {
        if (!process.isAlive()) {
            return;
        }
        // asked for before the parent dies: its children get another parent then and cannot be told apart
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(process);
    }

    /** So that what it leaves has got another parent when its caller goes on. */
    private static void awaitEnd(Process process) {
        boolean interrupted = Thread.interrupted();
        try {
            // whether it is or not: there is nothing more to be done about it
            var unused = process.waitFor(END_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (IllegalStateException e) {
            // it is gone, and how it has ended is not known, which nobody asks here
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
