// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
    interface Ending {
        /**
         * @param status null if somebody else has reaped it
         * @param told to be completed, also later and by another thread; if this throws, it is with what the kernel says
         */
        void settle(long pid, @Nullable WaitStatus status, Instant at, CompletableFuture<Exit> told);
    }

    /** With what the kernel says, as nothing else is to be done. */
    static final Ending AT_ONCE = (pid, status, at, told) -> told.complete(plainExit(status, at));

    private final LocalContext context;

    ProcessLaunch(LocalContext context) {
        this.context = context;
    }

    /**
     * After {@link LocalProcess#beginLaunch}. If this throws, the process was killed, as far as it is known.
     *
     * @throws UnavailableException if the kernel refuses what is needed, such as one more descriptor
     */
    void run(LocalProcess process, StreamContext ends, Command command, TimeLeft timeLeft, Ending ending) {
        try {
            launch(process, ends, command, timeLeft, ending);
        } catch (PosixException e) {
            throw new UnavailableException("cannot make " + process.name() + ": " + e.errno(), e);
        }
    }

    private void launch(LocalProcess process, StreamContext ends, Command command, TimeLeft timeLeft, Ending ending) {
        try (Undo undo = new Undo()) {
            undo.add("begin " + process.name(), process::endLaunch);
            ProcessStreams streams = StreamOpener.open(ends, process.stdio(), timeLeft.get());
            undo.add("open the streams of " + process.name(), streams::close);
            Launches launches = context.orphans().launches();
            long number = launches.begin();
            boolean made = false;
            try {
                long pid = command.run(streams.forRuntime(), timeLeft.get());
                context.orphans().claim(pid);
                hold(process, pid, streams, ending);
                made = true;
            } finally {
                launches.end(number);
                if (!made) {
                    context.orphans().givenUp();
                }
            }
            undo.add("start " + process.name(), () -> kill(process));
            streams.started(timeLeft.get());
            undo.commit();
            if (process.ended() != null) {
                streams.processEnded();
            }
        }
    }

    /** From here on the process is held until it was reaped, also when it is forgotten before. */
    private void hold(LocalProcess process, long pid, ProcessStreams streams, Ending ending) {
        PidFd held;
        CompletionStage<Void> exited;
        try {
            held = open(pid);
            exited = held == null ? null : exited(held);
        } catch (UnavailableException e) {
            disown(pid);
            throw e;
        }
        if (!process.launched(pid, held, streams)) {
            disown(pid);
            if (held != null) {
                held.close();
            }
            process.exit().complete(plainExit(null, context.clock().instant()));
            throw new UnavailableException(process.name() + " was deleted while it was made");
        }
        if (held == null || exited == null) {
            reaped(process, null, context.clock().instant(), ending);
            return;
        }
        var unused = exited.whenComplete((done, failure) -> {
            Instant at = context.clock().instant();
            if (failure != null) {
                LOG.error("{} is not watched any more, so its end is taken for unknown", process.name(), failure);
            }
            context.threads().execute(() -> {
                WaitStatus status = reap(process, held);
                process.reaped();
                held.close();
                reaped(process, status, at, ending);
            });
        });
    }

    private static CompletionStage<Void> exited(PidFd held) {
        try {
            return held.exited();
        } catch (PosixException | IllegalStateException e) {
            held.close();
            throw new UnavailableException("cannot watch process " + held.pid(), e);
        }
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
        } catch (PosixException | IllegalStateException e) {
            LOG.warn("{} has ended, and somebody else knows how", process.name(), e);
            return null;
        }
    }

    private void reaped(LocalProcess process, @Nullable WaitStatus status, Instant at, Ending ending) {
        context.orphans().release(process.pid());
        try {
            ProcessStreams streams = process.streams();
            if (streams != null) {
                streams.processEnded();
            }
            ending.settle(process.pid(), status, at, process.exit());
        } catch (RuntimeException e) {
            LOG.error("{} has ended, and not all could be done that belongs to it", process.name(), e);
            // whatever happens: nobody could delete it else
            process.exit().complete(plainExit(status, at));
        }
    }

    /** All that the kernel says. */
    static Exit plainExit(@Nullable WaitStatus status, Instant at) {
        return status == null
                ? new Exit(null, at, Exit.Cause.UNOBSERVED, "something else in this JVM has reaped the process")
                : Exit.exited(status.exitStatus(), at);
    }

    private static void kill(LocalProcess process) {
        if (process.ended() == null) {
            process.signal(Signal.KILL);
        }
    }
}
