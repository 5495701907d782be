// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.ShimLaunch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a task to find it again, to clean up after it, and to tell of it.
 *
 * <p>Without a pid it is an intent: something may have been started, nothing was promised to anyone.
 *
 * @param told the last event that was published for certain; a later one may have been, too, if this process ended just then
 * @param bootId of the kernel that ran it; another one means that all its processes are gone
 * @param shimKind which provider started it
 * @param checkpoint the directory it was restored from; empty if it began anew
 * @param createdAt {@link Instant#EPOCH} until it was created
 */
record TaskRecord(
        Told told,
        String bootId,
        String shimKind,
        ShimLaunch launch,
        Stdio stdio,
        List<Mount> rootfs,
        String checkpoint,
        FirstProcess process,
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

    TaskRecord {
        rootfs = List.copyOf(rootfs);
    }

    static TaskRecord intent(String bootId, String shimKind, ShimLaunch launch, CreateOptions options) {
        return new TaskRecord(
                Told.NOTHING,
                bootId,
                shimKind,
                launch,
                options.stdio(),
                options.rootfs(),
                options.checkpoint(),
                FirstProcess.NONE,
                Instant.EPOCH,
                null,
                null);
    }

    TaskRecord told(Told event) {
        return new TaskRecord(
                event, bootId, shimKind, launch, stdio, rootfs, checkpoint, process, createdAt, startedAt, exit);
    }

    TaskRecord created(FirstProcess created, Instant at) {
        return new TaskRecord(told, bootId, shimKind, launch, stdio, rootfs, checkpoint, created, at, startedAt, exit);
    }

    TaskRecord started(FirstProcess started, Instant at) {
        return new TaskRecord(told, bootId, shimKind, launch, stdio, rootfs, checkpoint, started, createdAt, at, exit);
    }

    /** The first exit counts. */
    TaskRecord exited(Exit seen) {
        return exit != null
                ? this
                : new TaskRecord(
                        told, bootId, shimKind, launch, stdio, rootfs, checkpoint, process, createdAt, startedAt, seen);
    }

    /** 0 until it was created. */
    long pid() {
        return process.pid();
    }

    TaskKey key() {
        return new TaskKey(launch.namespace(), launch.id());
    }
}
