// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimLaunch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a task to find it again, or to clean up after it.
 *
 * <p>Without a pid it is an intent: something may have been started, nothing was promised to anyone.
 *
 * @param told the last event that was published for certain; a later one may have been, too, if this process ended just then
 * @param bootId of the kernel that ran it; another one means that all its processes are gone
 * @param shimKind which provider started it
 * @param pid of the first process; 0 until the container was created
 * @param createdAt {@link Instant#EPOCH} until it was created
 */
record TaskRecord(
        Told told,
        String bootId,
        String shimKind,
        ShimLaunch launch,
        Stdio stdio,
        long pid,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Exit exit) {

    /** The events of a task in their order. */
    enum Told {
        NOTHING,
        CREATED,
        STARTED,
        EXITED
    }

    static TaskRecord intent(String bootId, String shimKind, ShimLaunch launch, Stdio stdio) {
        return new TaskRecord(Told.NOTHING, bootId, shimKind, launch, stdio, 0, Instant.EPOCH, null, null);
    }

    TaskRecord told(Told event) {
        return new TaskRecord(event, bootId, shimKind, launch, stdio, pid, createdAt, startedAt, exit);
    }

    TaskRecord created(long newPid, Instant at) {
        return new TaskRecord(told, bootId, shimKind, launch, stdio, newPid, at, startedAt, exit);
    }

    TaskRecord started(long newPid, Instant at) {
        return new TaskRecord(told, bootId, shimKind, launch, stdio, newPid, createdAt, at, exit);
    }

    TaskRecord exited(Exit newExit) {
        return new TaskRecord(told, bootId, shimKind, launch, stdio, pid, createdAt, startedAt, newExit);
    }

    TaskKey key() {
        return new TaskKey(launch.namespace(), launch.id());
    }
}
