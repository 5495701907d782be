// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens while a task is being started is told after its start. Thread-safe. */
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

    boolean mustWait() {
        return life.now().phase() == TaskPhase.STARTING;
    }

    /**
     * Now, or, while it is being started, by {@link #startIsOver}.
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

    /**
     * The start was told, or has failed; while it is still under way, as when a deletion was refused meanwhile, this does
     * nothing. What cannot be told now is tried again: whoever told us of it thinks that it was.
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
        } catch (LongshoreException e) {
            LOG.error(
                    "namespace={} id={}: what happened during its start cannot be told now; that is tried again",
                    key.namespace(),
                    key.id(),
                    e);
            return false;
        }
    }
}
