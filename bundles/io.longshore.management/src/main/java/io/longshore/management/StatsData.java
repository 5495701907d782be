// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import org.jspecify.annotations.Nullable;

/**
 * What a task uses, at one moment. What the kernel does not give, since its controller is not there, is null.
 *
 * @param memoryUsage bytes, page cache included
 * @param memoryLimit bytes; null also without a limit
 * @param cpuNanos nanoseconds of cpu time since the container was created
 * @param pids processes and threads
 * @param pidsLimit null also without a limit
 * @param oomKills processes that the kernel killed because a memory limit was reached
 */
public record StatsData(
        String at,
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
