// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one command to its end, or to the deadline; never leaves it running. */
final class RuncProcess {
    private static final int STDOUT_LIMIT = 1024 * 1024;
    private static final int STDERR_LIMIT = 64 * 1024;
    /** How long output is waited for when the process has ended but something it started holds its pipes. */
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** @param complete whether {@code stdout} is all that was printed */
    @SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
    record Result(int status, byte[] stdout, boolean complete, byte[] stderr) {}

    private RuncProcess() {}

    /** @param what is done to what, for messages and thread names */
    static Result run(String what, List<String> command, Deadline deadline) {
        if (deadline.remaining() <= 0) {
            throw new DeadlineExceededException(what + ": no time was left to start it");
        }
        Process process = start(what, command);
        try {
            Drain stdout = Drain.start(process.getInputStream(), STDOUT_LIMIT, "longshore-runc-stdout " + what);
            Drain stderr = Drain.start(process.getErrorStream(), STDERR_LIMIT, "longshore-runc-stderr " + what);
            if (!process.waitFor(deadline.remaining(), TimeUnit.NANOSECONDS)) {
                throw new DeadlineExceededException(what + " did not end within "
                        + deadline.timeout().toMillis() + " ms and was killed; it may have taken effect");
            }
            long patience = System.nanoTime() + Math.min(DRAIN_NANOS, deadline.remaining());
            stdout.await(patience - System.nanoTime());
            stderr.await(patience - System.nanoTime());
            return new Result(process.exitValue(), stdout.tail(), stdout.complete(), stderr.tail());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(what + " was interrupted; it may have taken effect", e);
        } finally {
            kill(process);
        }
    }

    private static Process start(String what, List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            throw new FailedPreconditionException(what + ": " + command.get(0) + " cannot be run", e);
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
    }
}
