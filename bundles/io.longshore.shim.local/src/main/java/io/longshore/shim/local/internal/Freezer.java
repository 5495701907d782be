// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import java.time.Duration;

/** Freezes a container's processes and thaws them, and knows which it was last. Somebody else may do so, too. */
final class Freezer {
    private final ContainerCommands commands;
    private volatile Freezing state = Freezing.THAWED;

    Freezer(ContainerCommands commands) {
        this.commands = commands;
    }

    Freezing state() {
        return state;
    }

    void pause(Duration timeout) {
        Freezing before = state;
        state = Freezing.FREEZING;
        boolean done = false;
        try {
            commands.pause(timeout);
            done = true;
        } finally {
            state = done ? Freezing.FROZEN : before;
        }
    }

    void resume(Duration timeout) {
        commands.resume(timeout);
        state = Freezing.THAWED;
    }
}
