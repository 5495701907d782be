// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.runtime.TaskStats;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The attributes of a Task MBean that are of the last sample. Who reads one may have asked for the next. */
class TaskUsage {
    private final StatsSample sample;

    TaskUsage(StatsSample sample) {
        this.sample = sample;
    }

    private <T> @Nullable T sampled(Function<TaskStats, @Nullable T> part) {
        TaskStats last = sample.look();
        return last == null ? null : part.apply(last);
    }

    public @Nullable String getStatsAt() {
        return sampled(stats -> stats.at().toString());
    }

    public @Nullable Long getMemoryUsage() {
        return sampled(TaskStats::memoryUsage);
    }

    public @Nullable Long getMemoryLimit() {
        return sampled(TaskStats::memoryLimit);
    }

    public @Nullable Long getMemoryMaxUsage() {
        return sampled(TaskStats::memoryMaxUsage);
    }

    public @Nullable Long getCpuNanos() {
        return sampled(TaskStats::cpuNanos);
    }

    public @Nullable Long getCpuUserNanos() {
        return sampled(TaskStats::cpuUserNanos);
    }

    public @Nullable Long getCpuSystemNanos() {
        return sampled(TaskStats::cpuSystemNanos);
    }

    public @Nullable Long getCpuThrottledNanos() {
        return sampled(TaskStats::cpuThrottledNanos);
    }

    public @Nullable Long getPids() {
        return sampled(TaskStats::pids);
    }

    public @Nullable Long getPidsLimit() {
        return sampled(TaskStats::pidsLimit);
    }

    public @Nullable Long getBlockReadBytes() {
        return sampled(TaskStats::blockReadBytes);
    }

    public @Nullable Long getBlockWriteBytes() {
        return sampled(TaskStats::blockWriteBytes);
    }

    public @Nullable Long getOomKills() {
        return sampled(TaskStats::oomKills);
    }
}
