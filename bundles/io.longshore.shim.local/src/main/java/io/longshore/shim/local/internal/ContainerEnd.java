// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Signal;
import io.longshore.api.shim.ShimLaunch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways in which a container comes to its end: deleted when its process has ended, ended by force, and with the bundle. */
final class ContainerEnd {
    /** How long output may take to arrive after a process has ended. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** How long ending it may take where no caller waits, or the caller's time is over. */
    private static final Duration TO_END = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(ContainerEnd.class);

    private final ShimLaunch launch;
    private final ContainerCommands commands;
    private final FirstProcess first;
    private final FirstExit firstExit;
    private final AddedProcesses added;
    private final ContainerRootfs rootfs;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    ContainerEnd(
            ShimLaunch launch,
            ContainerCommands commands,
            FirstProcess first,
            FirstExit firstExit,
            AddedProcesses added,
            ContainerRootfs rootfs) {
        this.launch = launch;
        this.commands = commands;
        this.first = first;
        this.firstExit = firstExit;
        this.added = added;
        this.rootfs = rootfs;
    }

    /** Completes when it was ended by {@link #stop}. */
    CompletableFuture<Void> lost() {
        return lost;
    }

    /** Its process having ended. Can be repeated if it fails. */
    void delete(Duration timeout) {
        TimeLeft left = TimeLeft.of(timeout);
        LocalProcess process = first.get();
        drain(process, left);
        try {
            commands.delete(false, left.get());
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={}: the OCI runtime has deleted it", launch.namespace(), launch.id(), e);
        }
        clear(process, left);
    }

    void deleteAdded(ExecId execId, Duration timeout) {
        added.delete(execId, TimeLeft.of(timeout).atMost(DRAIN));
    }

    /** Whatever is left of it is ended. Idempotent. */
    void byForce(Duration timeout) {
        LocalProcess process = first.orNull();
        if (process != null) {
            TimeLeft left = TimeLeft.of(timeout);
            commands.delete(true, left.get());
            process.requireEnd(left.get());
            drain(process, left);
            clear(process, left);
        }
    }

    /** Of one that could not be created. */
    void undo(LocalProcess process) {
        TimeLeft left = TimeLeft.of(TO_END);
        commands.delete(true, left.get());
        process.requireEnd(left.get());
    }

    private void drain(LocalProcess process, TimeLeft left) {
        TimeLeft draining = TimeLeft.of(left.atMost(DRAIN));
        process.drain(draining.get());
        added.drain(draining);
    }

    private void clear(LocalProcess process, TimeLeft left) {
        process.requireEnd(left.get());
        added.forgetAll(left);
        rootfs.unmount();
        first.forget(process);
    }

    /** What watches over it comes to its end: from now on nothing is created, and what is there is killed. Does not wait. */
    void kill(String why) {
        LocalProcess process = first.stop();
        firstExit.stopped(why);
        if (process != null && process.pid() != 0 && process.ended() == null) {
            try {
                // without a new process: deleting needs some
                process.signal(Signal.KILL);
            } catch (NotFoundException e) {
                LOG.debug("{} was faster", process.name(), e);
            }
        }
    }

    /** After {@link #kill}. */
    void stop(TimeLeft left) {
        try {
            byForce(left.atMost(TO_END));
        } catch (RuntimeException e) {
            LOG.error(
                    "namespace={} id={}: it could not be deleted; the next start tries again",
                    launch.namespace(),
                    launch.id(),
                    e);
            awaitExit(left);
        } finally {
            lost.complete(null);
        }
    }

    /** Of what was killed, so that it is told. */
    private void awaitExit(TimeLeft left) {
        LocalProcess process = first.orNull();
        if (process != null && !process.awaitEnd(left.atMost(TO_END))) {
            LOG.error("{} was killed and is not gone", process.name());
        }
    }
}
