// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.PosixException;
import io.longshore.shim.local.internal.streams.ProcessStreams;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process of a container, from before there is one until it is forgotten. Thread-safe. */
final class LocalProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProcess.class);

    private final String name;
    private final @Nullable ExecId execId;
    private final Stdio stdio;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    // guarded by this
    private long pid;

    // guarded by this
    private @Nullable PidFd held;

    // guarded by this
    private @Nullable ProcessStreams streams;

    // guarded by this
    private boolean launching;

    // guarded by this
    private boolean started;

    // guarded by this
    private boolean forgotten;

    /** @param name for messages, such as {@code process x of task default/web} */
    LocalProcess(String name, @Nullable ExecId execId, Stdio stdio) {
        this.name = name;
        this.execId = execId;
        this.stdio = stdio;
    }

    String name() {
        return name;
    }

    @Nullable
    ExecId execId() {
        return execId;
    }

    Stdio stdio() {
        return stdio;
    }

    /** Completed once, when it has ended. */
    CompletableFuture<Exit> exit() {
        return exit;
    }

    @Nullable
    Exit ended() {
        return exit.getNow(null);
    }

    /** 0 while there is none. */
    synchronized long pid() {
        return pid;
    }

    synchronized boolean isStarted() {
        return started;
    }

    /** @throws FailedPreconditionException if somebody makes it already, or has */
    synchronized void beginLaunch() {
        if (launching || pid != 0 || forgotten || exit.isDone()) {
            throw new FailedPreconditionException(name + " was made before, or is being made");
        }
        launching = true;
    }

    /** There is none after all; it can be tried again. */
    synchronized void endLaunch() {
        launching = false;
    }

    /** It is there; takes what it is held and heard by, unless it was forgotten meanwhile. */
    synchronized boolean launched(long newPid, @Nullable PidFd newHeld, ProcessStreams newStreams) {
        pid = newPid;
        held = newHeld;
        streams = newStreams;
        return !forgotten;
    }

    /** It has ended and was reaped: who held it closes that, and nobody signals it any more. */
    synchronized void reaped() {
        held = null;
    }

    synchronized void started() {
        started = true;
    }

    synchronized @Nullable ProcessStreams streams() {
        return streams;
    }

    /**
     * @throws NotFoundException if it has ended
     * @throws FailedPreconditionException if there is none yet
     */
    synchronized void signal(Signal signal) {
        if (pid == 0) {
            throw new FailedPreconditionException(name + " was not started");
        }
        if (held == null || forgotten || exit.isDone()) {
            throw new NotFoundException(name + " has ended");
        }
        try {
            held.sendSignal(signal.number());
        } catch (PosixException e) {
            if (e.errno() == Errno.ESRCH) {
                throw new NotFoundException(name + " has ended", e);
            }
            throw new FailedPreconditionException(name + " cannot be signalled", e);
        }
    }

    /** Waits until its output has arrived, which somebody else may hold open. */
    void drain(Duration atMost) {
        ProcessStreams open = streams();
        if (open != null && !open.drain(atMost)) {
            LOG.warn("{}: its output is held open, or not read; it is cut off", name);
        }
    }

    /** Waits until it has ended, if there is one; returns false if it has not after so long. */
    boolean awaitEnd(Duration atMost) {
        if (pid() == 0) {
            return true;
        }
        try {
            exit.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted while waiting for " + name + " to end", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes an exit exceptionally", e);
        }
    }

    /**
     * So that it is reaped, and its exit told.
     *
     * @throws DeadlineExceededException if it has not ended in time
     */
    void requireEnd(Duration atMost) {
        if (!awaitEnd(atMost)) {
            throw new DeadlineExceededException(name + " was killed and is not gone in time");
        }
    }

    /** Closes its streams. Who reaps it still holds it. */
    void forget() {
        ProcessStreams open;
        synchronized (this) {
            forgotten = true;
            held = null;
            open = streams;
            streams = null;
        }
        if (open != null) {
            open.close();
        }
    }
}
