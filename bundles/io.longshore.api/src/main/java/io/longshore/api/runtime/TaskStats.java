// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a container uses, read from its cgroup at one moment. A value that the kernel does not give, since its controller is
 * not there, is null.
 *
 * @param memoryUsage bytes, page cache included
 * @param memoryLimit bytes; null also if there is no limit
 * @param cpuNanos nanoseconds of cpu time since the container was created
 * @param pids processes and threads
 * @param pidsLimit null also if there is no limit
 * @param blockReadBytes read from block devices
 * @param oomKills processes killed by the kernel because a memory limit was reached
 */
public record TaskStats(
        Instant at,
        @Nullable Long memoryUsage,
        @Nullable Long memoryLimit,
        @Nullable Long memoryMaxUsage,
        @Nullable Long cpuNanos,
        @Nullable Long cpuUserNanos,
        @Nullable Long cpuSystemNanos,
        @Nullable Long cpuThrottledNanos,
        @Nullable Long pids,
        @Nullable Long pidsLimit,
        @Nullable Long blockReadBytes,
        @Nullable Long blockWriteBytes,
        @Nullable Long oomKills) {}
