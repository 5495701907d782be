// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import io.longshore.ttrpc.TtrpcException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a shim of the second generation, or joins that of a group, and connects to it; if that fails, no process is left. */
final class V2Start {
    private static final Logger LOG = LoggerFactory.getLogger(V2Start.class);

    private final Path stateDirectory;
    private final V2Command command;
    private final V2Connect connect;
    private final V2Remains remains;
    private final ShimGroups groups;
    private final ShimLogs logs;
    private final Posix posix;

    V2Start(
            Path stateDirectory,
            V2Command command,
            V2Connect connect,
            V2Remains remains,
            ShimGroups groups,
            ShimLogs logs,
            Posix posix) {
        this.stateDirectory = stateDirectory;
        this.command = command;
        this.connect = connect;
        this.remains = remains;
        this.groups = groups;
        this.logs = logs;
        this.posix = posix;
    }

    RemoteShim start(ShimLaunch launch, Duration timeout, Consumer<RemoteShim> released) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!stateDirectory.equals(launch.stateDirectory())) {
            // it would send its events to where nobody listens
            throw new InvalidArgumentException("the bundle is not in the state directory: " + launch.bundle());
        }
        Path program = command.find(launch);
        Turns turns = groups.join(launch, timeout);
        ShimLog log = null;
        try {
            V2Bundle bundle = V2Bundle.of(launch);
            bundle.prepare(launch.group(), program, posix);
            RemoteShim shim = join(launch, program, turns, deadline, released);
            if (shim == null) {
                log = logs.open(launch);
                Bootstrap bootstrap = groups.programTurns(launch, program)
                        .take(
                                program.getFileName() + " start for task " + launch.namespace() + "/" + launch.id(),
                                left(launch, deadline),
                                left -> command.start(launch, program, left));
                bundle.write(bootstrap);
                shim = connect(launch, bootstrap, turns, left(launch, deadline), released);
            }
            settle(launch, bundle, shim, log, deadline);
            return shim;
        } catch (RuntimeException e) {
            if (log != null) {
                log.close();
            }
            remains.giveUp(launch, e);
            throw e;
        }
    }

    /**
     * Connects to the shim of the group, if it is known to take further tasks in: its program would find the same, and takes a
     * fifth of a task's life to do so.
     *
     * @return null if the program has to be asked
     */
    private @Nullable RemoteShim join(
            ShimLaunch launch, Path program, Turns turns, long deadline, Consumer<RemoteShim> released) {
        Optional<Bootstrap> known = launch.group().isEmpty()
                ? Optional.empty()
                : groups.sharing(launch)
                        .filter(other -> other.program().equals(Optional.of(program)))
                        .flatMap(V2Bundle::bootstrap);
        if (known.isEmpty()) {
            return null;
        }
        V2Bundle.of(launch).write(known.get());
        try {
            return connect.connect(launch, known.get(), turns, left(launch, deadline), released);
        } catch (TtrpcException e) {
            if (Dial.isRefused(e) || Files.notExists(known.get().socket(), LinkOption.NOFOLLOW_LINKS)) {
                LOG.debug("namespace={} id={}: the shim of its group is gone", launch.namespace(), launch.id(), e);
                return null;
            }
            throw Dial.failed("connecting to the shim of task " + launch.namespace() + "/" + launch.id(), e);
        } catch (UnavailableException e) {
            // it has taken the connection, and goes; if it does not, its program finds it again
            LOG.debug("namespace={} id={}: the shim of its group does not serve", launch.namespace(), launch.id(), e);
            return null;
        }
    }

    private RemoteShim connect(
            ShimLaunch launch, Bootstrap bootstrap, Turns turns, Duration timeout, Consumer<RemoteShim> released) {
        try {
            return connect.connect(launch, bootstrap, turns, timeout, released);
        } catch (TtrpcException e) {
            throw Dial.failed("connecting to the shim of task " + launch.namespace() + "/" + launch.id(), e);
        }
    }

    private void settle(ShimLaunch launch, V2Bundle bundle, RemoteShim shim, @Nullable ShimLog log, long deadline) {
        try {
            if (log != null) {
                logs.keep(launch, shim.pid(), bundle.socket().orElseThrow(), log);
            }
            bundle.write(ProcessIdentity.of((int) shim.pid())
                    .orElseThrow(() -> new UnavailableException(
                            "the shim of task " + launch.namespace() + "/" + launch.id() + " ended at once")));
            if (!launch.cgroup().isEmpty()) {
                ShimCgroup.join(launch.cgroup(), shim.pid());
            }
            groups.knows(launch);
            remains.endForsaken(launch, bundle.socket(), left(launch, deadline));
        } catch (RuntimeException | Error e) {
            shim.close();
            throw e;
        }
    }

    private static Duration left(ShimLaunch launch, long deadline) {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw new DeadlineExceededException(
                    "the shim of task " + launch.namespace() + "/" + launch.id() + " was not there in time");
        }
        return Duration.ofNanos(nanos);
    }
}
