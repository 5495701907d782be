// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc.death;

import io.longshore.itests.support.ShimKind;
import java.util.List;

/** What the process that is to be killed does, in phases. */
enum Scenario {
    /** Everything in a container's life, which ends by itself with {@link Doomed#STATUS}. */
    LIFE,
    /** A container is started, and ends while nobody watches: right after the kill. */
    ENDS,
    /** A running container with an additional process is deleted by force. */
    FORCE,
    /** The shim of a running container is killed. */
    SHIM_LOSS,
    /** The tasks of an earlier run are found again: one that runs, one that ended meanwhile, and one whose shim died. */
    RESTORE,
    /** A task joins the shim of another, which is deleted then, and is the last of them. */
    GROUP;

    /** Whether there is that with this kind of shim. */
    boolean isOf(ShimKind kind) {
        return this != GROUP || kind == ShimKind.V2;
    }

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
            // only where it is started already, else it would not end
            case ENDS -> List.of();
            case FORCE -> List.of("force");
            case SHIM_LOSS -> List.of("shim loss");
            case RESTORE -> List.of("open");
            case GROUP -> List.of("join", "leave", "last");
        };
    }
}
