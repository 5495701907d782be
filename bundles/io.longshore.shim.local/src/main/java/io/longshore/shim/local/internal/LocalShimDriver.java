// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimLaunch;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One runtime's way to the containers of this JVM; closing it leaves them as they are. */
final class LocalShimDriver implements ShimDriver {
    private final LocalContainers containers;
    private final Set<LocalShim> held = ConcurrentHashMap.newKeySet();

    LocalShimDriver(LocalContainers containers) {
        this.containers = containers;
    }

    @Override
    public Shim start(ShimLaunch launch, Duration timeout) {
        return hold(containers.add(launch));
    }

    @Override
    public Shim connect(ShimLaunch launch, Duration timeout) {
        return hold(containers
                .find(launch)
                .orElseThrow(() -> new NotFoundException("task " + launch.namespace() + "/" + launch.id()
                        + " is not driven by this JVM; its parent was another one, or the bundle was stopped")));
    }

    private LocalShim hold(LocalContainer container) {
        LocalShim shim = new LocalShim(container, containers::end, held::remove);
        held.add(shim);
        return shim;
    }

    @Override
    public Optional<Exit> publishedExit(ShimLaunch launch, long pid) {
        return ExitFile.read(launch.bundle(), pid);
    }

    @Override
    public void reclaim(ShimLaunch launch, Duration timeout) {
        containers.reclaim(launch, timeout);
    }

    /** An exit is told by the process that ends, and want of memory is the runtime's to watch. */
    @Override
    public boolean tellsOutOfMemory(ShimLaunch launch) {
        return false;
    }

    @Override
    public void deliverEvents() {
        // there are none
    }

    @Override
    public void close() {
        held.forEach(LocalShim::close);
    }
}
