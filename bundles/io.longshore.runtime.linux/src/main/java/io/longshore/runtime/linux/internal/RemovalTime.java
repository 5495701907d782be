// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.time.Duration;

/** How long a removal takes at the most; must count the calls that {@link TaskEnding} makes. */
final class RemovalTime {
    /** Ending the shim, and waiting for the start to fail with it; before both, as long as a process may take to be killed. */
    private static final int CALLS_FOR_A_START = 2;

    /** Killing, and resuming. */
    private static final int CALLS_FOR_A_PAUSE = 2;

    /** Ending the shim, and deleting the container without it. */
    private static final int CALLS_FOR_THE_WRECKAGE = 2;

    /** Killing it, which may take its time too, else doing that without the shim. */
    private static final int CALLS_FOR_THE_PROCESS = 1 + CALLS_FOR_THE_WRECKAGE;

    /** Deleting it, else doing that without the shim. */
    private static final int CALLS_FOR_THE_CONTAINER = 1 + CALLS_FOR_THE_WRECKAGE;

    /** Until the exits of the other processes are told. */
    private static final int CALLS_FOR_THE_EXIT = 1;

    private static final int CALLS_FOR_THE_SHIM = 1;
    private static final int CALLS = CALLS_FOR_A_START
            + CALLS_FOR_A_PAUSE
            + CALLS_FOR_THE_PROCESS
            + CALLS_FOR_THE_CONTAINER
            + CALLS_FOR_THE_EXIT
            + CALLS_FOR_THE_SHIM;

    /** For a start, for the process, and for what is in the cgroup each time that is ended without the shim. */
    private static final int KILLS = 2 + 2;

    private RemovalTime() {}

    /** When each step comes to its end, or to nothing, only when its time is up. */
    static Duration longest(Deadlines deadlines) {
        return deadlines.call().multipliedBy(CALLS).plus(deadlines.kill().multipliedBy(KILLS));
    }
}
