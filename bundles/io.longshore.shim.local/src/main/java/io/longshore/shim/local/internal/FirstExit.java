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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a container's first process: what must be done before it is told, and who or what ended it. */
final class FirstExit {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final int KILLED = 128 + 9;
    private static final Logger LOG = LoggerFactory.getLogger(FirstExit.class);

    private final ShimLaunch launch;
    private final LocalContext context;
    private final ContainerCommands commands;

    // guarded by this
    private @Nullable OomWatch memory;

    // guarded by this
    private String stopped = "";

    // guarded by this
    private boolean killed;

    FirstExit(ShimLaunch launch, LocalContext context, ContainerCommands commands) {
        this.launch = launch;
        this.context = context;
        this.commands = commands;
    }

    /** From now on somebody is told when the container runs out of memory. */
    void watchMemory(long pid) {
        Optional<OomWatch> opened =
                OomWatch.open(context, pid, () -> context.outlet().outOfMemory(launch.namespace(), launch.id()));
        synchronized (this) {
            memory = opened.orElse(null);
        }
    }

    /** Somebody kills it. */
    synchronized void killed() {
        killed = true;
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

    private Exit exit(@Nullable WaitStatus status, Instant at) {
        OomWatch watch;
        String why;
        boolean byUs;
        synchronized (this) {
            watch = memory;
            why = stopped;
            byUs = killed;
        }
        if (status == null) {
            return new Exit(null, at, Exit.Cause.UNOBSERVED, "something else in this JVM has reaped the process");
        }
        // with another status it was faster
        if (!why.isEmpty() && status.exitStatus() == KILLED) {
            return new Exit(status.exitStatus(), at, Exit.Cause.SHIM_LOST, why);
        }
        if (watch == null) {
            return Exit.exited(status.exitStatus(), at);
        }
        // told before the exit is
        watch.look();
        return watch.killer()
                .filter(cgroup -> status.exitStatus() == KILLED && !byUs)
                .map(cgroup -> new Exit(
                        KILLED,
                        at,
                        Exit.Cause.OOM_KILLED,
                        "the kernel killed it, as the memory of " + cgroup.directory() + " was used up"))
                .orElseGet(() -> Exit.exited(status.exitStatus(), at));
    }

    void close() {
        OomWatch watch;
        synchronized (this) {
            watch = memory;
            memory = null;
        }
        if (watch != null) {
            watch.close();
        }
    }
}
