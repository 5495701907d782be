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
 * <p>Until the container was created it is an intent: something may have been started, nothing was promised to anyone.
 *
 * @param told the last event that was published for certain; a later one may have been, too, if this process ended just then
 * @param bootId of the kernel that ran it; another one means that all its processes are gone
 * @param shimKind which provider started it
 * @param checkpoint the directory it was restored from; empty if it began anew
 * @param createdAt {@link Instant#EPOCH} until it was created
 * @param starting its shim was told to start it, and has not answered that it could not
 * @param startedAt null until the shim has answered that it was started
 * @param paused whether the last that was told of that is that it is paused, not that it goes on
 * @param since the number of the last event before any of this task; 0 in a record of an earlier version
 * @param memoryTold null until something was told of that, and in a record of an earlier version
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
        boolean starting,
        @Nullable Instant startedAt,
        boolean paused,
        @Nullable Exit exit,
        @Nullable MemoryTold memoryTold,
        long since) {

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

    static TaskRecord intent(String bootId, String shimKind, ShimLaunch launch, CreateOptions options, long since) {
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
                false,
                null,
                false,
                null,
                null,
                since);
    }

    /** An intent again, since its creation is undone; what was created for it is known still, so that it can be killed. */
    TaskRecord takenBack() {
        return with(Told.NOTHING, process, Instant.EPOCH, false, null, null, null);
    }

    TaskRecord told(Told event) {
        return with(event, process, createdAt, starting, startedAt, exit, memoryTold);
    }

    TaskRecord created(FirstProcess created, Instant at) {
        return with(told, created, at, starting, startedAt, exit, memoryTold);
    }

    TaskRecord starting(boolean begun) {
        return with(told, process, createdAt, begun, startedAt, exit, memoryTold);
    }

    TaskRecord started(FirstProcess started, Instant at) {
        return with(told, started, createdAt, false, at, exit, memoryTold);
    }

    TaskRecord paused(boolean now) {
        return new TaskRecord(
                told,
                bootId,
                shimKind,
                launch,
                stdio,
                rootfs,
                checkpoint,
                process,
                createdAt,
                starting,
                startedAt,
                now,
                exit,
                memoryTold,
                since);
    }

    /** The first exit counts. */
    TaskRecord exited(Exit seen) {
        return exit != null ? this : with(told, process, createdAt, starting, startedAt, seen, memoryTold);
    }

    TaskRecord memoryTold(MemoryTold now) {
        return with(told, process, createdAt, starting, startedAt, exit, now);
    }

    private TaskRecord with(
            Told newTold,
            FirstProcess newProcess,
            Instant newCreatedAt,
            boolean newStarting,
            @Nullable Instant newStartedAt,
            @Nullable Exit newExit,
            @Nullable MemoryTold newMemoryTold) {
        return new TaskRecord(
                newTold,
                bootId,
                shimKind,
                launch,
                stdio,
                rootfs,
                checkpoint,
                newProcess,
                newCreatedAt,
                newStarting,
                newStartedAt,
                paused,
                newExit,
                newMemoryTold,
                since);
    }

    /** Whether it was not created yet. What is restored from a checkpoint has no pid when it was. */
    boolean isIntent() {
        return createdAt.equals(Instant.EPOCH);
    }

    /** 0 until it was created. */
    long pid() {
        return process.pid();
    }

    /** A process that has ended although nobody knows that it was started: its start was given up, or this process was. */
    boolean wasStarted() {
        return startedAt != null || (starting && exit != null);
    }

    TaskKey key() {
        return new TaskKey(launch.namespace(), launch.id());
    }
}
