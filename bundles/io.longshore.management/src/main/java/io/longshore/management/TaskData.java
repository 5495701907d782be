// SPDX-License-Identifier: Apache-2.0
package io.longshore.management;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@link RuntimeMXBean#listTasks}.
 *
 * @param state {@code CREATED}, {@code RUNNING}, {@code PAUSING}, {@code PAUSED}, {@code STOPPED} or {@code UNKNOWN}
 * @param pid of the first process, as the host numbers it
 * @param bundle the OCI bundle directory
 * @param shimPid 0 if no process of its own drives the task
 * @param startedAt null until it was started
 * @param exitStatus null until it ended, and if nobody saw how
 * @param cause null until it ended; see {@link ExitData}
 * @param reason why the state is {@code UNKNOWN}; else empty
 */
public record TaskData(
        String namespace,
        String id,
        String state,
        long pid,
        String bundle,
        String shimKind,
        long shimPid,
        String createdAt,
        @Nullable String startedAt,
        @Nullable Integer exitStatus,
        @Nullable String cause,
        String reason) {}
