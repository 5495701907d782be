// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.Set;

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

    /** With which it may end, once it was started. */
    Set<Integer> statuses() {
        return switch (this) {
            case SLEEPS, MANY -> Set.of(KILLED);
            case OBEYS -> Set.of(42, KILLED);
            case ENDS -> Set.of(5, KILLED);
            case MISSING -> Set.of();
        };
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
