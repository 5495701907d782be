// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What happens while a task is being created or started waits until that was told. Thread-safe. */
final class AfterStart {
    private final TaskLife life;

    // guarded by this
    private final List<Runnable> waiting = new ArrayList<>();

    AfterStart(TaskLife life) {
        this.life = life;
    }

    boolean mustWait() {
        return switch (life.now().phase()) {
            case CREATING, STARTING -> true;
            case CREATED, RUNNING, PAUSING, PAUSED, STOPPED, DELETING, DELETED -> false;
        };
    }

    /** Now, or, while it is being created or started, by {@link #startIsOver}. */
    void run(Runnable telling) {
        synchronized (this) {
            if (mustWait()) {
                waiting.add(telling);
                return;
            }
        }
        telling.run();
    }

    /** Completes when it is neither created nor started at the moment. */
    CompletableFuture<Void> over() {
        CompletableFuture<Void> over = new CompletableFuture<>();
        run(() -> over.complete(null));
        return over;
    }

    /** The creation was told; the start was, or has failed. Again does nothing. */
    void startIsOver() {
        List<Runnable> now;
        synchronized (this) {
            now = List.copyOf(waiting);
            waiting.clear();
        }
        now.forEach(Runnable::run);
    }
}
