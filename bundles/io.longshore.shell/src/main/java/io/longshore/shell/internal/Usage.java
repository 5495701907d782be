// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskStats;
import org.jspecify.annotations.Nullable;

/**
 * What a task uses at one moment.
 *
 * @param cpuPercent of one cpu, since the moment before; null if there was none
 * @param stats null if it has no cgroup, as when it has ended
 */
record Usage(
        TaskInfo info,
        @Nullable Double cpuPercent,
        @Nullable TaskStats stats) {
    double cpuOrNothing() {
        return cpuPercent == null ? 0 : cpuPercent;
    }
}
