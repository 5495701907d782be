// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.time.Duration;

/**
 * How long the runtime waits.
 *
 * @param call for one call of a shim or the OCI runtime
 * @param create for creating a container, which may wait for its mounts
 * @param kill how long a killed process may take to be gone
 * @param restore for finding one task again
 * @param exit how long the exit of a process that is gone may take to be told by its shim
 */
public record Deadlines(Duration call, Duration create, Duration kill, Duration restore, Duration exit) {
    /** The configuration's defaults. */
    public static final Deadlines DEFAULT = new Deadlines(
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofMillis(1500),
            Duration.ofSeconds(3));
}
