// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.shim.ShimLaunch;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals to a container's first process, or to all. Where it can be, without a new process: the machine may be short of it. */
final class ContainerSignals {
    /** How long a process takes to end at most when it was killed and is not frozen. */
    private static final Duration TO_DIE = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(ContainerSignals.class);

    private final ShimLaunch launch;
    private final ContainerCommands commands;
    private final Freezer freezer;
    private final Clock clock;

    ContainerSignals(ShimLaunch launch, ContainerCommands commands, Freezer freezer, Clock clock) {
        this.launch = launch;
        this.commands = commands;
        this.freezer = freezer;
        this.clock = clock;
    }

    /**
     * @param first of the container's processes
     * @throws NotFoundException if it has ended
     */
    void send(LocalProcess first, Signal signal, boolean all, Duration timeout) {
        boolean toDie = signal.equals(Signal.KILL);
        if (first.pid() == 0) {
            sendToUnborn(first, toDie);
        } else if (reaches(toDie, all)) {
            first.signal(signal);
            if (toDie) {
                killIfFrozen(first, all, TimeLeft.of(timeout));
            }
        } else {
            commands.kill(signal, all, timeout);
        }
    }

    /** Whether sending it to the first process is enough. */
    private boolean reaches(boolean toDie, boolean all) {
        return freezer.state() == Freezing.THAWED
                && (!all || (toDie && ProcessSpec.hasPidNamespaceOfItsOwn(launch.bundle())));
    }

    /** By somebody else, or by a command that broke off: the OCI runtime thaws it. */
    private void killIfFrozen(LocalProcess first, boolean all, TimeLeft left) {
        if (first.awaitEnd(left.atMost(TO_DIE))) {
            return;
        }
        try {
            commands.kill(Signal.KILL, all, left.get());
        } catch (LongshoreException e) {
            LOG.warn("{} was sent SIGKILL, and does not end", first.name(), e);
        }
    }

    /** It was to be restored from a checkpoint, and never will be. */
    private void sendToUnborn(LocalProcess first, boolean toDie) {
        if (!toDie) {
            throw new NotFoundException(first.name() + " was not restored yet");
        }
        first.exit().complete(new Exit(null, clock.instant(), Exit.Cause.UNOBSERVED, "it was never restored"));
    }
}
