// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens while a task is being created or started waits until that was told. Thread-safe. */
final class AfterStart {
    private static final Logger LOG = LoggerFactory.getLogger(AfterStart.class);

    private final TaskKey key;
    private final TaskLife life;
    private final Later later;

    // guarded by this
    private final List<Runnable> waiting = new ArrayList<>();

    AfterStart(TaskKey key, TaskLife life, Later later) {
        this.key = key;
        this.life = life;
        this.later = later;
    }

    private boolean mustWait() {
        return switch (life.now().phase()) {
            case CREATING, STARTING -> true;
            case CREATED, RUNNING, PAUSING, PAUSED, RESUMING, STOPPED, DELETING, DELETED -> false;
        };
    }

    /**
     * Now, or, while it is being created or started, by {@link #startIsOver}.
     *
     * @throws LongshoreException as the telling does, if that is now
     */
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

    /**
     * The creation was told; the start was, or has failed. While one is still under way, as when a deletion was refused
     * meanwhile, this does nothing. What cannot be told now is tried again: whoever told us of it thinks that it was.
     */
    void startIsOver() {
        List<Runnable> now;
        synchronized (this) {
            if (mustWait()) {
                return;
            }
            now = List.copyOf(waiting);
            waiting.clear();
        }
        now.forEach(telling -> Retry.until(later, () -> isTold(telling)));
    }

    private boolean isTold(Runnable telling) {
        try {
            telling.run();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "namespace={} id={}: what happened during its start cannot be told now; that is tried again",
                    key.namespace(),
                    key.id(),
                    e);
            return false;
        }
    }
}
