// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.shim.ShimLaunch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the bundles said that an earlier run has left: which tasks need a shim. Those of a namespace are read once, at the first
 * end of a task in it: so what each end costs does not grow with the number of tasks. Thread-safe.
 */
final class EarlierUses {
    private final Map<Path, Map<V2Bundle, ShimUse>> byNamespace = new ConcurrentHashMap<>();

    /** Of this one this run keeps account from here on. */
    void forget(ShimLaunch launch) {
        Map<V2Bundle, ShimUse> read = byNamespace.get(launch.bundle().getParent());
        if (read != null) {
            read.remove(V2Bundle.of(launch));
        }
    }

    /**
     * Who of them shares the shim of a task. Those that this run has begun with before it was read are among them.
     *
     * @param socket where it listens; empty if that is not known
     * @throws UnavailableException if the bundles cannot be read; that is tried again the next time
     */
    List<V2Bundle> sharing(ShimLaunch launch, Optional<Path> socket) {
        Map<V2Bundle, ShimUse> uses = byNamespace.computeIfAbsent(
                launch.bundle().getParent(),
                directory -> ShimUse.in(directory).stream()
                        .collect(Collectors.toConcurrentMap(ShimUse::bundle, Function.identity())));
        return uses.values().stream()
                .filter(use -> use.isSharedBy(launch, socket))
                .map(ShimUse::bundle)
                .toList();
    }
}
