// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task at one moment.
 *
 * @param pid of the first process, in the host's pid namespace
 * @param bundle the OCI bundle directory
 * @param shimKind which provider drives it: {@code v1}, {@code v2} or {@code local}
 * @param shimPid 0 if no process of its own drives it
 * @param startedAt null until it was started
 * @param exit null until it ended
 * @param reason one sentence on why the state is {@link TaskState#UNKNOWN}; else empty
 */
public record TaskInfo(
        Namespace namespace,
        ContainerId id,
        TaskState state,
        long pid,
        Path bundle,
        Stdio stdio,
        String shimKind,
        long shimPid,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Exit exit,
        String reason) {}
