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
 * The tasks of an earlier run that need a shim and that nobody has come for yet. The bundles of a namespace are read once, before
 * this run writes into one of them: so what each end of a task costs does not grow with the number of tasks. Thread-safe.
 */
final class EarlierUses {
    private final Map<Path, Map<V2Bundle, ShimUse>> byNamespace = new ConcurrentHashMap<>();

    /**
     * To be called before a bundle in that namespace is written by this run.
     *
     * @throws UnavailableException if the bundles cannot be read; that is tried again then
     */
    void read(ShimLaunch launch) {
        of(launch);
    }

    private Map<V2Bundle, ShimUse> of(ShimLaunch launch) {
        return byNamespace.computeIfAbsent(
                launch.bundle().getParent(),
                directory -> ShimUse.in(directory).stream()
                        .collect(Collectors.toConcurrentMap(ShimUse::bundle, Function.identity())));
    }

    /** Of this one this run keeps account from here on. */
    void forget(ShimLaunch launch) {
        of(launch).remove(V2Bundle.of(launch));
    }

    /**
     * Who of them shares the shim of a task.
     *
     * @param socket where it listens; empty if that is not known
     */
    List<V2Bundle> sharing(ShimLaunch launch, Optional<Path> socket) {
        return of(launch).values().stream()
                .filter(use -> use.isSharedBy(launch, socket))
                .map(ShimUse::bundle)
                // somebody may have tidied up by hand
                .filter(bundle -> bundle.joined().isPresent())
                .toList();
    }
}
