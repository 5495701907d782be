// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.util.List;

/**
 * How a checkpoint is made; the fields of containerd's message of the same name.
 *
 * @param exit the task ends when its checkpoint is made; else it goes on
 * @param workPath where criu logs; empty for the work directory
 */
public record CheckpointOptions(
        boolean exit,
        boolean openTcp,
        boolean externalUnixSockets,
        boolean terminal,
        boolean fileLocks,
        List<String> emptyNamespaces,
        String cgroupsMode,
        String workPath) {
    /** The task goes on; nothing special is allowed. */
    public static final CheckpointOptions DEFAULT =
            new CheckpointOptions(false, false, false, false, false, List.of(), "", "");

    public CheckpointOptions {
        emptyNamespaces = List.copyOf(emptyNamespaces);
    }
}
