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
    private final Map<Path, Set<ShimLog>> bySocket = new ConcurrentHashMap<>();

    ShimLogs(Posix posix, RemoteCalls calls) {
        this.posix = posix;
        this.calls = calls;
    }

    /** Begins to read; before the shim is started, which waits for a reader. Closed by the caller, or {@linkplain #keep kept}. */
    ShimLog open(ShimLaunch launch) {
        return ShimLog.open(launch, posix, calls::execute);
    }

    /** As {@link #open} and {@link #keep}, of a shim that was found again; if its FIFO is still there. */
    void openAgain(ShimLaunch launch, Path socket) {
        if (Files.exists(V2Bundle.of(launch).log())) {
            keep(socket, open(launch));
        }
    }

    /** Is closed with the shim that listens there. */
    void keep(Path socket, ShimLog log) {
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
