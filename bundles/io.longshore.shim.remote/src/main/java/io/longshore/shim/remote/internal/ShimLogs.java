// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Posix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of shims of the second generation, each until its shim has ended. Thread-safe. */
final class ShimLogs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShimLogs.class);
    private static final Logger OF_SHIMS = LoggerFactory.getLogger(ShimLog.class);

    private final Posix posix;
    private final RemoteCalls calls;
    private final V2Processes processes;
    private final Map<Path, Set<ShimLog>> bySocket = new ConcurrentHashMap<>();

    ShimLogs(Posix posix, RemoteCalls calls, V2Processes processes) {
        this.posix = posix;
        this.calls = calls;
        this.processes = processes;
    }

    /** Begins to read; before the shim is started, which waits for a reader. Closed by the caller, or {@linkplain #keep kept}. */
    ShimLog open(ShimLaunch launch) {
        return ShimLog.open(launch, posix, calls::execute, OF_SHIMS);
    }

    /** As {@link #open} and {@link #keep}, of a shim that was found again; if its FIFO is still there. */
    void openAgain(ShimLaunch launch, long pid, Path socket) {
        if (!processes.isOfAnother(pid, launch)
                && Files.exists(V2Bundle.of(launch).log())) {
            add(socket, open(launch));
        }
    }

    /** Is closed with the shim that listens there; at once, if that logs where it was started for another task. */
    void keep(ShimLaunch launch, long pid, Path socket, ShimLog log) {
        if (processes.isOfAnother(pid, launch)) {
            log.close();
        } else {
            add(socket, log);
        }
    }

    private void add(Path socket, ShimLog log) {
        bySocket.compute(socket, (path, known) -> {
            Set<ShimLog> all = known == null ? new HashSet<>() : known;
            all.add(log);
            return all;
        });
    }

    /** The shim that listened there has ended. */
    void forget(Path socket) {
        taken(socket).forEach(ShimLog::close);
    }

    /** As {@link #forget}, but what is left is read on another thread: this one waits for all processes. */
    void forgetLater(Path socket) {
        // at once: another shim may listen there soon
        Set<ShimLog> logs = taken(socket);
        try {
            calls.execute(() -> logs.forEach(ShimLog::close));
        } catch (RejectedExecutionException e) {
            LOG.debug("what the shim at {} has logged is read while all is closed", socket, e);
            logs.forEach(ShimLog::close);
        }
    }

    private Set<ShimLog> taken(Path socket) {
        Set<ShimLog> logs = bySocket.remove(socket);
        return logs == null ? Set.of() : logs;
    }

    @Override
    public void close() {
        bySocket.keySet().forEach(this::forget);
    }
}
