// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import java.nio.file.Path;

/**
 * What the OCI runtime says of a container.
 *
 * @param pid of the first process, in the host's pid namespace; 0 once it has ended
 * @param bundle the directory the container was created from
 */
public record RuncState(String id, Status status, long pid, Path bundle) {
    /** The runtime specification's states, and runc's own for a frozen container. */
    public enum Status {
        /** {@code create} has not ended yet. */
        CREATING,
        /** The process waits for {@code start}. */
        CREATED,
        /** The process runs. */
        RUNNING,
        /** The process is being frozen. */
        PAUSING,
        /** The process is frozen. */
        PAUSED,
        /** The process has ended; the container waits for {@code delete}. */
        STOPPED
    }
}
