// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.WaitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a container's first process: what must be done before it is told, and who or what ended it. */
final class FirstExit implements ProcessLaunch.Ending {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final int KILLED = 128 + 9;
    private static final Logger LOG = LoggerFactory.getLogger(FirstExit.class);

    private final ShimLaunch launch;
    private final LocalContext context;
    private final ContainerCommands commands;

    /** Whether the kernel ends all others with it; null until somebody has looked. */
    private volatile @Nullable Boolean endsAll;

    // guarded by this
    private String stopped = "";

    FirstExit(ShimLaunch launch, LocalContext context, ContainerCommands commands) {
        this.launch = launch;
        this.context = context;
        this.commands = commands;
    }

    /** Looks at the specification, which takes a good part of the time until an exit is told if that is not done before. */
    void prepare() {
        endsAll = ProcessSpec.hasPidNamespaceOfItsOwn(launch.bundle());
    }

    /** The container is ended together with what drives it. */
    synchronized void stopped(String why) {
        stopped = why;
    }

    /** Ends what the process has left behind, and writes down how it ended. */
    @Override
    public void settle(long pid, @Nullable WaitStatus status, Instant at, CompletableFuture<Exit> told) {
        Boolean known = endsAll;
        if (known != null ? known : ProcessSpec.hasPidNamespaceOfItsOwn(launch.bundle())) {
            writeDown(pid, status, at, told);
            return;
        }
        // a command that hangs does not hold up the exits of others
        context.killing().execute(() -> {
            try {
                killOthers();
            } finally {
                writeDown(pid, status, at, told);
            }
        });
    }

    private void writeDown(long pid, @Nullable WaitStatus status, Instant at, CompletableFuture<Exit> told) {
        Exit exit = exit(status, at);
        try {
            ExitFile.write(launch.bundle(), pid, exit);
        } finally {
            told.complete(exit);
        }
    }

    private void killOthers() {
        try {
            commands.kill(Signal.KILL, true, KILL_TIMEOUT);
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: nothing is left to kill", launch.namespace(), launch.id(), e);
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: processes may be left of it", launch.namespace(), launch.id(), e);
        }
    }

    private synchronized Exit exit(@Nullable WaitStatus status, Instant at) {
        // with another status it was faster
        return status != null && !stopped.isEmpty() && status.exitStatus() == KILLED
                ? new Exit(KILLED, at, Exit.Cause.SHIM_LOST, stopped)
                : ProcessLaunch.plainExit(status, at);
    }
}
