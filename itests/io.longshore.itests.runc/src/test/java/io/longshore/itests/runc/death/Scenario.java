// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import java.util.List;

/** What the process that is to be killed does, in phases. */
enum Scenario {
    /** Everything in a container's life, which ends by itself with {@link Doomed#STATUS}. */
    LIFE,
    /** A running container with an additional process is deleted by force. */
    FORCE,
    /** The shim of a running container is killed. */
    SHIM_LOSS,
    /** The tasks of an earlier run are found again: one that runs, one that ended meanwhile, and one whose shim died. */
    RESTORE;

    /** What no other scenario has. */
    List<String> phases() {
        return switch (this) {
            case LIFE ->
                List.of(
                        "container",
                        "create",
                        "start",
                        "exec",
                        "exec start",
                        "exec delete",
                        "exit",
                        "delete",
                        "container delete");
            case FORCE -> List.of("force");
            case SHIM_LOSS -> List.of("shim loss");
            case RESTORE -> List.of("open");
        };
    }
}
