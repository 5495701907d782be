// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

/** What can be done in a walk: operations, then faults. */
enum MoveKind {
    RECORD_CREATE(1),
    RECORD_DELETE(1),
    CREATE(4),
    START(4),
    KILL_TERM(2),
    KILL(3),
    KILL_ALL(1),
    PAUSE(4),
    RESUME(4),
    UPDATE(2),
    STATS(1),
    INFO(1),
    REFRESH(1),
    PIDS(1),
    LIST(1),
    DIAGNOSE(1),
    WAIT(2),
    EXEC_ADD(6),
    EXEC_START(6),
    EXEC_KILL(1),
    EXEC_WAIT(1),
    EXEC_DELETE(2),
    DELETE(3),
    FORCE_DELETE(2),
    /** The first process is killed behind everybody's back. */
    INIT_KILL(1),
    SHIM_KILL(1),
    /** The shim stands still until {@link #SHIM_CONTINUE}. */
    SHIM_STOP(1),
    SHIM_CONTINUE(0),
    /** As if the bundles were stopped and started, but those of the shims. */
    RESTART(0),
    /** The same with those. */
    RESTART_WITH_SHIMS(0);

    private final int weight;

    MoveKind(int weight) {
        this.weight = weight;
    }

    /** How often it is chosen, relative to the others. */
    int weight() {
        return weight;
    }

    boolean isOfExec() {
        return switch (this) {
            case EXEC_ADD, EXEC_START, EXEC_KILL, EXEC_WAIT, EXEC_DELETE -> true;
            default -> false;
        };
    }

    /** Afterwards there is no task, or soon. */
    boolean isEnd() {
        return this == DELETE || this == FORCE_DELETE || this == SHIM_KILL;
    }

    /** It hits all that share the shim. */
    boolean isOfShim() {
        return this == SHIM_KILL || this == SHIM_STOP;
    }
}
