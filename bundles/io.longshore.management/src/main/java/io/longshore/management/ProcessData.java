// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@link TaskMXBean#listProcesses}.
 *
 * @param state as of a task
 * @param pid 0 until it was started
 * @param exitStatus null until it ended, and if nobody saw how
 * @param cause null until it ended; see {@link ExitData}
 */
public record ProcessData(
        String execId,
        String state,
        long pid,
        @Nullable Integer exitStatus,
        @Nullable String cause,
        @Nullable String exitedAt) {}
