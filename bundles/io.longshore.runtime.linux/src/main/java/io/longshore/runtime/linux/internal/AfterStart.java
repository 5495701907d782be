// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.util.ArrayList;
import java.util.List;

/** What happens while a task is being started is told after its start. Thread-safe. */
final class AfterStart {
    private final TaskLife life;

    // guarded by this
    private final List<Runnable> waiting = new ArrayList<>();

    AfterStart(TaskLife life) {
        this.life = life;
    }

    boolean mustWait() {
        return life.now().phase() == TaskPhase.STARTING;
    }

    /** Now, or, while it is being started, by {@link #startIsOver}. */
    void run(Runnable telling) {
        synchronized (this) {
            if (mustWait()) {
                waiting.add(telling);
                return;
            }
        }
        telling.run();
    }

    /** The start was told, or has failed. Again does nothing. */
    void startIsOver() {
        List<Runnable> now;
        synchronized (this) {
            now = List.copyOf(waiting);
            waiting.clear();
        }
        now.forEach(Runnable::run);
    }
}
