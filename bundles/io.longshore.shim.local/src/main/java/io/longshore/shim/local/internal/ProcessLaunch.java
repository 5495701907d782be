// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Signal;
import io.longshore.posix.Errno;
import io.longshore.posix.PidFd;
import io.longshore.posix.PosixException;
import io.longshore.posix.WaitStatus;
import io.longshore.runc.ContainerStreams;
import io.longshore.shim.local.internal.streams.ProcessStreams;
import io.longshore.shim.local.internal.streams.StreamContext;
import io.longshore.shim.local.internal.streams.StreamOpener;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the OCI runtime make a process, holds on to it, and reaps it when it has ended. */
final class ProcessLaunch {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessLaunch.class);

    /** A command of the OCI runtime that makes a process and returns its pid. */
    @FunctionalInterface
    interface Command {
        long run(ContainerStreams streams, Duration timeout);
    }

    /** Deals with the end of a process. */
    @FunctionalInterface
    interface EndListener {
        /** @param status null if somebody else has reaped it */
        void ended(@Nullable WaitStatus status, Instant at);
    }

    private final LocalContext context;

    ProcessLaunch(LocalContext context) {
        this.context = context;
    }

    /** After {@link LocalProcess#beginLaunch}. If this throws, the process was killed, as far as it is known. */
    void run(LocalProcess process, StreamContext ends, Command command, TimeLeft timeLeft, EndListener listener) {
        try (Undo undo = new Undo()) {
            undo.add("begin " + process.name(), process::endLaunch);
            ProcessStreams streams = StreamOpener.open(ends, process.stdio(), timeLeft.get());
            undo.add("open the streams of " + process.name(), streams::close);
            Launches launches = context.orphans().launches();
            long number = launches.begin();
            try {
                long pid = command.run(streams.forRuntime(), timeLeft.get());
                context.orphans().claim(pid);
                hold(process, pid, streams, listener);
            } finally {
                launches.end(number);
            }
            undo.add("start " + process.name(), () -> kill(process));
            streams.started(timeLeft.get());
            undo.commit();
            if (process.ended() != null) {
                streams.processEnded();
            }
        }
    }

    private void hold(LocalProcess process, long pid, ProcessStreams streams, EndListener listener) {
        PidFd held;
        try {
            held = open(pid);
        } catch (UnavailableException e) {
            disown(pid);
            throw e;
        }
        if (!process.launched(pid, held, streams)) {
            disown(pid);
            if (held != null) {
                held.close();
            }
            throw new UnavailableException(process.name() + " was deleted while it was made");
        }
        if (held == null) {
            reaped(process, null, context.clock().instant(), listener);
            return;
        }
        var unused = held.exited().whenComplete((done, failure) -> {
            Instant at = context.clock().instant();
            if (failure == null) {
                context.threads().execute(() -> reaped(process, reap(process, held), at, listener));
            } else {
                // if it still runs it is an orphan from now on
                context.orphans().release(pid);
                LOG.debug("{} is not watched any more", process.name(), failure);
            }
        });
    }

    /** As a child that nobody has reaped its pid is its own; it is buried as an orphan. */
    private void disown(long pid) {
        try {
            context.posix().kill(Math.toIntExact(pid), Signal.KILL.number());
        } catch (PosixException e) {
            LOG.debug("process {} has ended by itself", pid, e);
        }
        context.orphans().release(pid);
    }

    /** Null if somebody else has reaped it, so that its pid may mean another process. */
    private @Nullable PidFd open(long pid) {
        try {
            return context.posix().pidfdOpen(Math.toIntExact(pid));
        } catch (PosixException e) {
            if (e.errno() == Errno.ESRCH) {
                return null;
            }
            throw new UnavailableException("cannot hold on to process " + pid, e);
        }
    }

    private static @Nullable WaitStatus reap(LocalProcess process, PidFd held) {
        try {
            Optional<WaitStatus> status = held.reap();
            return status.orElse(null);
        } catch (PosixException e) {
            LOG.warn("{} has ended, and somebody else knows how", process.name(), e);
            return null;
        }
    }

    private void reaped(LocalProcess process, @Nullable WaitStatus status, Instant at, EndListener listener) {
        context.orphans().release(process.pid());
        ProcessStreams streams = process.streams();
        if (streams != null) {
            streams.processEnded();
        }
        listener.ended(status, at);
    }

    private static void kill(LocalProcess process) {
        if (process.ended() == null) {
            process.signal(Signal.KILL);
        }
    }
}
