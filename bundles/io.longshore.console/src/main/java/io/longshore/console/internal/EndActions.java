// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.util.ArrayList;
import java.util.List;

/** What is to be done at an end: once, whoever brings it about, and at once if it has come. */
final class EndActions {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean over;

    void add(Runnable action) {
        synchronized (this) {
            if (!over) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    void run() {
        List<Runnable> now;
        synchronized (this) {
            over = true;
            now = List.copyOf(actions);
            actions.clear();
        }
        now.forEach(Runnable::run);
    }
}
