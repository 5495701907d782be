// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.Errno;
import io.longshore.posix.PosixException;
import io.longshore.posix.WaitStatus;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A child that is reaped when it has ended, on the thread that watches for exits; unless somebody else here who holds it by a
 * descriptor was faster, and knows alone how it ended.
 */
final class SpawnedProcess extends Process {

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    private final LinuxPidFd pidFd;
    private final SpawnStreams.Ours streams;

    /** Empty if it was reaped by somebody else. */
    private final CompletableFuture<Optional<WaitStatus>> status = new CompletableFuture<>();

    /** @param exited of the descriptor, which this closes */
    SpawnedProcess(LinuxPidFd pidFd, CompletionStage<Void> exited, SpawnStreams.Ours streams) {
        this.pidFd = pidFd;
        this.streams = streams;
        var unused = exited.whenComplete((ended, abandoned) -> {
            if (abandoned == null) {
                reap();
            } else {
                pidFd.close();
                status.completeExceptionally(abandoned);
            }
        });
    }

    private void reap() {
        Optional<WaitStatus> found = Optional.empty();
        try {
            found = Optional.of(
                    pidFd.reap().orElseThrow(() -> new IllegalStateException("told to have ended, and it has not")));
        } catch (PosixException e) {
            if (e.errno() != Errno.ECHILD) {
                status.completeExceptionally(e);
            }
        } catch (IllegalStateException e) {
            status.completeExceptionally(e);
        } finally {
            pidFd.close();
        }
        // nothing, where it has failed
        status.complete(found);
    }

    @Override
    public OutputStream getOutputStream() {
        return streams.stdin();
    }

    @Override
    public InputStream getInputStream() {
        return streams.stdout();
    }

    @Override
    public InputStream getErrorStream() {
        return streams.stderr();
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exitStatus(status.get());
        } catch (ExecutionException e) {
            throw unknown(e.getCause());
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            status.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw unknown(e.getCause());
        }
    }

    private int exitStatus(Optional<WaitStatus> found) {
        return found.orElseThrow(() -> unknown(null)).exitStatus();
    }

    /** It was reaped elsewhere in this process, or is not watched any more. */
    private IllegalStateException unknown(@Nullable Throwable why) {
        return new IllegalStateException(
                "how process " + pid() + " ended is not known, so what it was to do may be done", why);
    }

    @Override
    public int exitValue() {
        if (!status.isDone()) {
            throw new IllegalThreadStateException("process " + pid() + " has not ended");
        }
        try {
            return exitStatus(status.join());
        } catch (CompletionException e) {
            throw unknown(e);
        }
    }

    @Override
    public boolean isAlive() {
        return !status.isDone();
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return status.thenApply(ended -> this);
    }

    @Override
    public long pid() {
        return pidFd.pid();
    }

    @Override
    public ProcessHandle toHandle() {
        return ProcessHandle.of(pid())
                .orElseThrow(() -> new UnsupportedOperationException("process " + pid() + " has ended"));
    }

    /** Empty once it has ended: its pid may be another's then. */
    @Override
    public Stream<ProcessHandle> descendants() {
        return isAlive() ? ProcessHandle.of(pid()).stream().flatMap(ProcessHandle::descendants) : Stream.empty();
    }

    @Override
    public void destroy() {
        signal(SIGTERM);
    }

    @Override
    public Process destroyForcibly() {
        signal(SIGKILL);
        return this;
    }

    private void signal(int signal) {
        if (status.isDone()) {
            return;
        }
        try {
            pidFd.sendSignal(signal);
        } catch (PosixException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
        } catch (IllegalStateException e) {
            // it has ended just now, and its descriptor was closed
            return;
        }
    }
}
