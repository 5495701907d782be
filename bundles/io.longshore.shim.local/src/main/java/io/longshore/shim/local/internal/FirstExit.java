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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a container's first process: what must be done before it is told, and who or what ended it. */
final class FirstExit {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final int KILLED = 128 + 9;
    private static final Logger LOG = LoggerFactory.getLogger(FirstExit.class);

    private final ShimLaunch launch;
    private final ContainerCommands commands;

    // guarded by this
    private String stopped = "";

    FirstExit(ShimLaunch launch, ContainerCommands commands) {
        this.launch = launch;
        this.commands = commands;
    }

    /** The container is ended together with what drives it. */
    synchronized void stopped(String why) {
        stopped = why;
    }

    /** Ends what the process has left behind, and writes down how it ended. */
    Exit settle(long pid, @Nullable WaitStatus status, Instant at) {
        if (!ProcessSpec.hasPidNamespaceOfItsOwn(launch.bundle())) {
            killOthers();
        }
        Exit exit = exit(status, at);
        ExitFile.write(launch.bundle(), pid, exit);
        return exit;
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
