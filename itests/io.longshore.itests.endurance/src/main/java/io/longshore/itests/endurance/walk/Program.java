// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.Set;
import java.util.TreeSet;

/** What the containers of a slot run. */
enum Program {
    /** Goes on until it is killed: the first process of a container ignores signals that it does not ask for. */
    SLEEPS,
    /** Ends when it is told to, unless that comes before it listens. */
    OBEYS,
    ENDS,
    /** With children, of which one has left the session. */
    MANY,
    /** Cannot be created. */
    MISSING;

    private static final int KILLED = 137;

    /** With which the OCI runtime ends when it is told to before it has become the program: as the first process, not by the signal. */
    private static final int TERMINATED_RUNTIME = 2;

    /**
     * With which it may end, once it was started.
     *
     * @param told whether it was sent SIGTERM
     */
    Set<Integer> statuses(boolean told) {
        Set<Integer> statuses = new TreeSet<>();
        if (this != MISSING) {
            statuses.add(KILLED);
        }
        if (told) {
            statuses.add(TERMINATED_RUNTIME);
        }
        if (this == OBEYS) {
            statuses.add(42);
        } else if (this == ENDS) {
            statuses.add(5);
        }
        return statuses;
    }

    String[] command() {
        return switch (this) {
            case SLEEPS -> new String[] {"sleep", "1000"};
            case OBEYS -> new String[] {"sh", "-c", "trap 'exit 42' TERM; sleep 1000 & wait"};
            case ENDS -> new String[] {"sh", "-c", "exit 5"};
            case MANY -> new String[] {"sh", "-c", "sleep 1000 & sleep 1000 & setsid sleep 1000 & wait"};
            case MISSING -> new String[] {"no-such-program"};
        };
    }
}
