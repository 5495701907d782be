// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance.walk;

import java.util.List;
import java.util.Set;

/** What the containers of a slot run. */
enum Program {
    /** Goes on until it is killed: the first process of a container ignores signals that it does not ask for. */
    SLEEPS(Set.of(137), "sleep", "1000"),
    /** Ends when it is told to, unless that comes before it listens. */
    OBEYS(Set.of(42, 137), "sh", "-c", "trap 'exit 42' TERM; sleep 1000 & wait"),
    ENDS(Set.of(5, 137), "sh", "-c", "exit 5"),
    /** With children, of which one has left the session. */
    MANY(Set.of(137), "sh", "-c", "sleep 1000 & sleep 1000 & setsid sleep 1000 & wait"),
    /** Cannot be created. */
    MISSING(Set.of(), "no-such-program");

    @SuppressWarnings("ImmutableEnumChecker") // both are made by of()
    private final Set<Integer> statuses;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> command;

    Program(Set<Integer> statuses, String... command) {
        this.statuses = Set.copyOf(statuses);
        this.command = List.of(command);
    }

    /** With which it may end, once it was started. */
    Set<Integer> statuses() {
        return statuses;
    }

    String[] command() {
        return command.toArray(String[]::new);
    }
}
