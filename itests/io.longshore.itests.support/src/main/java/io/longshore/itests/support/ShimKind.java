// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.support;

import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import io.longshore.shim.local.internal.LocalShimProvider;
import io.longshore.shim.remote.internal.V1ShimProvider;
import io.longshore.shim.remote.internal.V2ShimProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the same tests are run with. */
public enum ShimKind {
    V1(RuntimeInfo.LINUX_V1, "containerd-shim"),
    /** Each shim for one task, unless the task says its group. */
    V2(RuntimeInfo.RUNC_V2, "containerd-shim-runc-v2"),
    /** Driven from this JVM. It outlives the runtime, whose bundle is another one, but not us. */
    LOCAL("io.longshore.runtime.local", "");

    private final String runtimeName;
    private final String program;

    ShimKind(String runtimeName, String program) {
        this.runtimeName = runtimeName;
        this.program = program;
    }

    /** What a container says to get a shim of this kind. */
    public String runtimeName() {
        return runtimeName;
    }

    /** All kinds that are installed: containerd 2 has the first generation no more. */
    public static Stream<ShimKind> all() {
        return Arrays.stream(values()).filter(ShimKind::isInstalled);
    }

    private boolean isInstalled() {
        return program.isEmpty()
                || Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Those that one shim can drive several tasks of. */
    public static Stream<ShimKind> shareable() {
        return all().filter(kind -> kind == V2);
    }

    /** Those with a shim process, which goes on when we stop, and can die or hang without us. */
    public static Stream<ShimKind> withProcess() {
        return all().filter(kind -> !kind.program.isEmpty());
    }

    /** A {@link LocalShimProvider} is closed by the caller. */
    static List<ShimProvider> providers(Posix posix) {
        return List.of(new V1ShimProvider(posix), new V2ShimProvider(posix), new LocalShimProvider(posix));
    }
}
