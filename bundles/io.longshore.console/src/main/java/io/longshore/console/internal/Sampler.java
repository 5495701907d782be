// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.runtime.TaskStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what running tasks use, at a steady pace, for all who look together; when nobody looks, it does nothing. Keeps the
 * last samples of each task.
 */
final class Sampler {
    /** What is kept of one task. */
    private static final class History {
        final Deque<Sample> samples = new ArrayDeque<>();

        @Nullable
        TaskStats last;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    private static final int MOST_TASKS = 500;

    private final ContainerRuntime runtime;
    private final ScheduledExecutorService scheduler;
    private final Duration period;
    private final int kept;
    private final Set<Consumer<Map<TaskName, Sample>>> lookers = new CopyOnWriteArraySet<>();
    private final Map<TaskName, History> histories = new HashMap<>();
    private @Nullable Future<?> ticking;

    /** @param kept how many samples of each task */
    Sampler(ContainerRuntime runtime, ScheduledExecutorService scheduler, Duration period, int kept) {
        this.runtime = runtime;
        this.scheduler = scheduler;
        this.period = period;
        this.kept = kept;
    }

    /** Passes the newest samples on, from now on; on the scheduler's thread, so it must not wait. */
    synchronized void look(Consumer<Map<TaskName, Sample>> looker) {
        lookers.add(looker);
        if (ticking == null) {
            ticking = scheduler.scheduleWithFixedDelay(this::tick, 0, period.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    synchronized void lookAway(Consumer<Map<TaskName, Sample>> looker) {
        lookers.remove(looker);
        if (lookers.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
            // later samples would leave a gap, and the first one would be an average over it
            histories.clear();
        }
    }

    /** The oldest first. */
    synchronized List<Sample> samples(TaskName name) {
        History history = histories.get(name);
        return history == null ? List.of() : new ArrayList<>(history.samples);
    }

    private void tick() {
        try {
            Map<TaskName, TaskStats> read = read();
            Map<TaskName, Sample> newest = keep(read);
            lookers.forEach(looker -> looker.accept(newest));
        } catch (RuntimeException e) {
            // the executor would end the schedule
            LOG.warn("no samples this time", e);
        }
    }

    private Map<TaskName, TaskStats> read() {
        Map<TaskName, TaskStats> result = new LinkedHashMap<>();
        for (Task task : runtime.list()) {
            TaskState state = task.info().state();
            if (result.size() < MOST_TASKS && state != TaskState.CREATED && state != TaskState.STOPPED) {
                try {
                    result.put(new TaskName(task.namespace(), task.id()), task.stats());
                } catch (LongshoreException e) {
                    LOG.debug("no sample of {}/{}", task.namespace(), task.id(), e);
                }
            }
        }
        return result;
    }

    private synchronized Map<TaskName, Sample> keep(Map<TaskName, TaskStats> read) {
        Map<TaskName, Sample> newest = new LinkedHashMap<>();
        if (ticking == null) {
            return newest;
        }
        histories.keySet().retainAll(read.keySet());
        read.forEach((name, stats) -> {
            History history = histories.computeIfAbsent(name, absent -> new History());
            Sample sample = Sample.of(stats, history.last);
            history.last = stats;
            history.samples.addLast(sample);
            while (history.samples.size() > kept) {
                history.samples.removeFirst();
            }
            newest.put(name, sample);
        });
        return newest;
    }
}
