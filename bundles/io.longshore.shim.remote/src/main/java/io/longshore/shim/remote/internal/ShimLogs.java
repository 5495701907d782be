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

/** The logs of shims of the second generation, each until its shim has ended. Thread-safe. */
final class ShimLogs implements AutoCloseable {
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
        return ShimLog.open(launch, posix, calls::execute);
    }

    /** As {@link #open} and {@link #keep}, of a shim that was found again; if its FIFO is still there. */
    void openAgain(ShimLaunch launch, long pid, Path socket) {
        if (!processes.isOfAnother(pid, launch) && Files.exists(V2Bundle.of(launch).log())) {
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
        Set<ShimLog> logs = bySocket.remove(socket);
        if (logs != null) {
            logs.forEach(ShimLog::close);
        }
    }

    @Override
    public void close() {
        bySocket.keySet().forEach(this::forget);
    }
}
