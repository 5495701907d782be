// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shims of the second generation: {@code containerd-shim-runc-v2}, and whatever is named or given like it. */
@Component(property = ShimProvider.KIND_PROPERTY + "=" + V2ShimProvider.KIND)
public final class V2ShimProvider implements ShimProvider {
    static final String KIND = "v2";

    private final Posix posix;

    @Activate
    public V2ShimProvider(@Reference Posix posix) {
        this.posix = posix;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean serves(String runtimeName) {
        return V2Program.isMeant(runtimeName);
    }

    @Override
    public String program(String runtimeName, String configured) {
        return V2Program.of(runtimeName);
    }

    @Override
    public Optional<Path> findProgram(String runtimeName, String configured) {
        return new Programs(System.getenv("PATH")).look(V2Program.of(runtimeName));
    }

    @Override
    public boolean usesRunc(String runtimeName) {
        return V2Program.drivesRunc(V2Program.of(runtimeName));
    }

    @Override
    public ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events) {
        return new V2ShimDriver(stateDirectory, events, posix);
    }
}
