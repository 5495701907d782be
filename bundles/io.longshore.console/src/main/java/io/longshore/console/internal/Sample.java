// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.runtime.TaskStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a task used at one moment.
 *
 * @param at milliseconds since 1970
 * @param memory bytes
 * @param memoryLimit bytes; null if there is none
 * @param cpu of one processor since the sample before, in percent; null for the first
 */
record Sample(
        long at,
        @Nullable Long memory,
        @Nullable Long memoryLimit,
        @Nullable Double cpu,
        @Nullable Long pids) {
    static Sample of(TaskStats now, @Nullable TaskStats before) {
        return new Sample(now.at().toEpochMilli(), now.memoryUsage(), now.memoryLimit(), cpu(now, before), now.pids());
    }

    private static @Nullable Double cpu(TaskStats now, @Nullable TaskStats before) {
        if (before == null || before.cpuNanos() == null || now.cpuNanos() == null) {
            return null;
        }
        long nanos = Duration.between(before.at(), now.at()).toNanos();
        long used = now.cpuNanos() - before.cpuNanos();
        // less than before: another container of the same name
        return nanos <= 0 || used < 0 ? null : Math.round(1000.0 * used / nanos) / 10.0;
    }
}
