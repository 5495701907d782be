// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shims of the first generation: {@code containerd-shim}, one process per task. */
@Component(property = ShimProvider.KIND_PROPERTY + "=" + V1ShimProvider.KIND)
public final class V1ShimProvider implements ShimProvider {
    static final String KIND = "v1";

    private final Posix posix;

    @Activate
    public V1ShimProvider(@Reference Posix posix) {
        this.posix = posix;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean serves(String runtimeName) {
        return runtimeName.equals(RuntimeInfo.LINUX_V1);
    }

    @Override
    public Optional<Path> findProgram(String runtimeName, String configured) {
        return new Programs(System.getenv("PATH")).look(configured);
    }

    @Override
    public ShimDriver open(Path rootDirectory, Path stateDirectory, ShimEventSink events) {
        return new V1ShimDriver(rootDirectory, stateDirectory, events, posix);
    }
}
