// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import io.longshore.shim.local.internal.streams.TerminalSockets;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** No shim: the OCI runtime is driven from here, and this JVM is the parent of the containers' processes. */
@Component(
        service = ShimProvider.class,
        // else it ends, and all containers with it, with the last runtime that uses it
        immediate = true,
        property = ShimProvider.KIND_PROPERTY + "=" + LocalShimProvider.KIND)
public final class LocalShimProvider implements ShimProvider, AutoCloseable {
    static final String KIND = "local";

    /** For containers that ask for it; those of other names get it by the runtime's configuration. */
    static final String RUNTIME = "io.longshore.runtime.local";

    private final LocalContainers containers;

    @Activate
    public LocalShimProvider(@Reference Posix posix) {
        containers = new LocalContainers(posix);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean serves(String runtimeName) {
        return runtimeName.equals(RUNTIME);
    }

    @Override
    public String program(String runtimeName, String configured) {
        return "";
    }

    @Override
    public Optional<Path> findProgram(String runtimeName, String configured) {
        return Optional.empty();
    }

    /** Makes nothing in either directory before there is a container; what it drives outlives the driver. */
    @Override
    public ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events) {
        TerminalSockets.requireRoom(stateDirectory);
        return new LocalShimDriver(containers);
    }

    /** Ends all containers. */
    @Override
    @Deactivate
    public void close() {
        containers.close();
    }
}
