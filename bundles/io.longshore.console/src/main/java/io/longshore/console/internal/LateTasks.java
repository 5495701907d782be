// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells tasks once more a moment after their events, as an event may be told before its task is as it says. However many
 * events there are in that moment, each task is told once.
 */
final class LateTasks {
    private static final Logger LOG = LoggerFactory.getLogger(LateTasks.class);
    private static final Duration MOMENT = Duration.ofMillis(150);

    private final ScheduledExecutorService scheduler;
    private final Consumer<TaskName> teller;
    private final Set<TaskName> late = new HashSet<>();

    LateTasks(ScheduledExecutorService scheduler, Consumer<TaskName> teller) {
        this.scheduler = scheduler;
        this.teller = teller;
    }

    void add(TaskName name) {
        synchronized (this) {
            boolean planned = !late.isEmpty();
            late.add(name);
            if (planned) {
                return;
            }
        }
        try {
            Future<?> unused = scheduler.schedule(this::tell, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the console stops", e);
        }
    }

    private void tell() {
        Set<TaskName> now;
        synchronized (this) {
            now = Set.copyOf(late);
            late.clear();
        }
        now.forEach(teller);
    }
}
