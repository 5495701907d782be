// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import io.longshore.shim.local.internal.LocalShimProvider;
import io.longshore.shim.remote.internal.V1ShimProvider;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the same tests are run with. */
public enum ShimKind {
    V1(RuntimeInfo.LINUX_V1, true),
    /** Driven from this JVM. It outlives the runtime, whose bundle is another one, but not us. */
    LOCAL("io.longshore.runtime.local", false);

    private final String runtimeName;
    private final boolean outlivesUs;

    ShimKind(String runtimeName, boolean outlivesUs) {
        this.runtimeName = runtimeName;
        this.outlivesUs = outlivesUs;
    }

    /** What a container says to get a shim of this kind. */
    public String runtimeName() {
        return runtimeName;
    }

    /** All kinds. */
    public static Stream<ShimKind> all() {
        return Arrays.stream(values());
    }

    /** Those with a shim process, which goes on when we stop, and can die or hang without us. */
    public static Stream<ShimKind> withProcess() {
        return all().filter(kind -> kind.outlivesUs);
    }

    /** A {@link LocalShimProvider} is closed by the caller. */
    static List<ShimProvider> providers(Posix posix) {
        return List.of(new V1ShimProvider(posix), new LocalShimProvider(posix));
    }
}
