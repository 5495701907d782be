// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends and removes what is left of a shim of the second generation, and of its container: the latter by the shim's program. */
final class V2Remains {
    private static final Logger LOG = LoggerFactory.getLogger(V2Remains.class);

    /** A killed process is gone in milliseconds, unless it hangs in the kernel. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(10);

    private final V2Command command;
    private final V2Processes processes;
    private final ShimGroups groups;
    private final ShimLogs logs;
    private final Posix posix;

    V2Remains(V2Command command, V2Processes processes, ShimGroups groups, ShimLogs logs, Posix posix) {
        this.command = command;
        this.processes = processes;
        this.groups = groups;
        this.logs = logs;
        this.posix = posix;
    }

    /** A start failed, perhaps since its thread was interrupted, which has to wait now. */
    void giveUp(ShimLaunch launch, RuntimeException why) {
        boolean interrupted = Thread.interrupted();
        try {
            endShim(launch, CLEAN_UP);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link io.longshore.api.shim.ShimDriver#reclaim}. */
    void reclaim(ShimLaunch launch, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        endShim(launch, timeout);
        if (V2Bundle.of(launch).exists()) {
            deleteContainer(launch, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    /**
     * A task has a shim of its own, or none, though it was told that it joins another: that one knows no groups, and its task has
     * gone. It is ended, unless somebody needs it; those that are about to join are told of it in turn.
     *
     * @param own where its own shim listens; empty if that is not known
     */
    void endForsaken(ShimLaunch launch, Optional<Path> own, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        V2Bundle bundle = V2Bundle.of(launch);
        for (LeftShim left : bundle.inherited()) {
            // where one listens may be a guess, which process it is never is
            boolean isOwn =
                    own.equals(Optional.of(left.socket())) || bundle.process().equals(Optional.of(left.process()));
            if (!isOwn) {
                endUnlessNeeded(launch, left, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
                bundle.disinherit(left);
            }
        }
    }

    private void endUnlessNeeded(ShimLaunch launch, LeftShim left, Duration timeout) {
        if (!groups.isNeeded(launch, left.socket(), other -> other.inherit(left))) {
            LOG.info("namespace={} id={}: ending a shim that has no task any more", launch.namespace(), launch.id());
            end(left.process(), timeout);
            forget(left.socket());
        }
    }

    private void endShim(ShimLaunch launch, Duration timeout) {
        processes.endCommands(launch, timeout);
        noteShim(launch);
        boolean last = groups.leave(launch, timeout, () -> kill(launch, timeout));
        if (!last) {
            LOG.info("namespace={} id={}: its shim goes on for other tasks", launch.namespace(), launch.id());
        }
        Optional<Path> own = V2Bundle.of(launch).socket();
        // of one that has none of its own it was ended with the last of the group
        if (!last || own.isPresent()) {
            endForsaken(launch, own, timeout);
        }
    }

    /**
     * Where a shim hangs, or its start was cut off, nobody was told which process it is, and only the task that it was started for
     * has its id: those that have joined it could not find it once that one has left.
     */
    private void noteShim(ShimLaunch launch) {
        V2Bundle bundle = V2Bundle.of(launch);
        if (bundle.process().isEmpty()) {
            Optional<Path> said = bundle.socket();
            processes
                    .identity(launch)
                    .filter(process -> said.isPresent() || isOfNobodyElse(launch, process))
                    .ifPresent(process ->
                            bundle.inherit(new LeftShim(process, said.orElseGet(() -> V2Sockets.expected(launch)))));
        }
    }

    /** One that has joined it may have been told of another place where it listens than the one we would guess. */
    private static boolean isOfNobodyElse(ShimLaunch launch, ProcessIdentity process) {
        return ShimUse.in(launch.bundle().getParent()).stream()
                .map(ShimUse::bundle)
                .filter(other -> !other.equals(V2Bundle.of(launch)))
                .noneMatch(other -> other.process().equals(Optional.of(process)));
    }

    private void kill(ShimLaunch launch, Duration timeout) {
        V2Bundle bundle = V2Bundle.of(launch);
        List<LeftShim> inherited = bundle.inherited();
        // what it was told about may also be shared with tasks of other groups, by other rules than ours
        Set<Path> unneeded = sockets(launch, bundle, inherited)
                .filter(socket -> !groups.isNeeded(launch, socket))
                .collect(Collectors.toSet());
        bundle.process().ifPresent(process -> end(process, timeout));
        inherited.stream()
                .filter(left -> unneeded.contains(left.socket()))
                .forEach(left -> end(left.process(), timeout));
        processes.endShims(launch, timeout);
        unneeded.forEach(this::forget);
    }

    /** Where its shim has said that it listens; what is expected may be that of others of the group, if it knows none. */
    private static Stream<Path> sockets(ShimLaunch launch, V2Bundle bundle, List<LeftShim> inherited) {
        Optional<Path> own = bundle.socket();
        if (own.isPresent()) {
            return own.stream();
        }
        return inherited.isEmpty()
                ? Stream.of(V2Sockets.expected(launch))
                : inherited.stream().map(LeftShim::socket);
    }

    private void end(ProcessIdentity identity, Duration timeout) {
        Optional<ShimProcess> known = identity.hold(posix);
        if (known.isPresent()) {
            try (ShimProcess process = known.get()) {
                process.end(timeout);
            }
        }
    }

    private void forget(Path socket) {
        V2Sockets.remove(socket);
        logs.forget(socket);
    }

    /**
     * What it cannot do is no reason to keep the rest if it drives {@code runc}, which is asked itself afterwards, or if its shim
     * was never there, so no container was. Of others nobody else can say that they are gone.
     */
    private void deleteContainer(ShimLaunch launch, Duration timeout) {
        try {
            Path program =
                    V2Bundle.of(launch).program().filter(Files::isExecutable).orElseGet(() -> command.find(launch));
            int pid = command.delete(launch, program, timeout).getPid();
            LOG.debug("namespace={} id={} pid={}: deleted by {}", launch.namespace(), launch.id(), pid, program);
        } catch (CancelledException e) {
            throw e;
        } catch (FailedPreconditionException e) {
            throwIfOnlyItKnows(launch, e);
            LOG.warn(
                    "namespace={} id={}: the program of its shim is not there to clean up after it",
                    launch.namespace(),
                    launch.id(),
                    e);
        } catch (LongshoreException e) {
            throwIfOnlyItKnows(launch, e);
            LOG.debug(
                    "namespace={} id={}: the program of its shim has not cleaned up",
                    launch.namespace(),
                    launch.id(),
                    e);
        }
    }

    private static void throwIfOnlyItKnows(ShimLaunch launch, LongshoreException e) {
        boolean hadShim = V2Bundle.of(launch).process().isPresent();
        if (hadShim && !V2Program.drivesRunc(launch.shimBinary())) {
            throw e;
        }
    }
}
