// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures tasks again and again; cpu use is the difference between two moments. */
final class UsageSampler {
    private record Key(
            Namespace namespace, ContainerId id, @Nullable Instant startedAt) {}

    private static final Logger LOG = LoggerFactory.getLogger(UsageSampler.class);

    private Map<Key, TaskStats> before = Map.of();

    List<Usage> sample(List<Task> tasks) {
        Map<Key, TaskStats> now = new HashMap<>();
        List<Usage> usages = new ArrayList<>();
        for (Task task : tasks) {
            TaskInfo info = task.info();
            Key key = new Key(info.namespace(), info.id(), info.startedAt());
            TaskStats stats = stats(task);
            if (stats != null) {
                now.put(key, stats);
            }
            usages.add(new Usage(info, percent(before.get(key), stats), stats));
        }
        before = now;
        return usages;
    }

    private static @Nullable TaskStats stats(Task task) {
        try {
            return task.stats();
        } catch (LongshoreException e) {
            LOG.debug("task {}/{} cannot be measured", task.namespace(), task.id(), e);
            return null;
        }
    }

    private static @Nullable Double percent(@Nullable TaskStats then, @Nullable TaskStats now) {
        if (then == null || now == null || then.cpuNanos() == null || now.cpuNanos() == null) {
            return null;
        }
        long passed = Duration.between(then.at(), now.at()).toNanos();
        return passed <= 0 ? null : Double.valueOf(100.0 * (now.cpuNanos() - then.cpuNanos()) / passed);
    }
}
