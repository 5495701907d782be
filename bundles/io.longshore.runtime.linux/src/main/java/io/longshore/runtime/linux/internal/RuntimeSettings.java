// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The runtime's configuration, complete: nothing is empty.
 *
 * @param root persistent directory
 * @param state volatile directory
 * @param shimBinary path or name of the v1 shim
 * @param runtime path or name of the OCI runtime
 * @param runtimeRoot the OCI runtime's state directory; the namespace is appended to it
 * @param noShim containers that ask for a v1 shim are driven from this JVM
 * @param shimDebug shims log in detail
 * @param callTimeout for one call of a shim or the OCI runtime
 * @param createTimeout for creating a container, which may wait for its mounts
 * @param killTimeout how long a killed process may take to be gone
 * @param restoreTimeout for finding one task again
 * @param exitTimeout how long the exit of a process that is gone may take to be told by its shim
 */
public record RuntimeSettings(
        Path root,
        Path state,
        String shimBinary,
        String runtime,
        Path runtimeRoot,
        boolean noShim,
        boolean shimDebug,
        Duration callTimeout,
        Duration createTimeout,
        Duration killTimeout,
        Duration restoreTimeout,
        Duration exitTimeout) {
    /** The same with these directories. */
    public RuntimeSettings in(Path newRoot, Path newState) {
        return new RuntimeSettings(
                newRoot,
                newState,
                shimBinary,
                runtime,
                runtimeRoot,
                noShim,
                shimDebug,
                callTimeout,
                createTimeout,
                killTimeout,
                restoreTimeout,
                exitTimeout);
    }

    /** The deadlines that are the configuration's defaults. */
    public static RuntimeSettings defaults(Path root, Path state) {
        return new RuntimeSettings(
                root,
                state,
                "containerd-shim",
                "runc",
                state.resolve(".runc"),
                false,
                false,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofMillis(1500),
                Duration.ofSeconds(3));
    }
}
