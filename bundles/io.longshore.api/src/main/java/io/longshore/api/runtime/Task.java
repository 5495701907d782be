// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A container's life: created, started, ended, deleted.
 *
 * <ul>
 *   <li>Thread-safe. Operations on one task exclude each other where they must; no operation waits for another task.
 *   <li>Operations that change anything block until they are done, with a deadline from the runtime's configuration. They
 *       throw {@link io.longshore.api.DeadlineExceededException} when it passes, {@link
 *       io.longshore.api.CancelledException} when the thread is interrupted, {@link io.longshore.api.NotFoundException}
 *       once the task is deleted, and {@link io.longshore.api.UnavailableException} when its shim is gone.
 *   <li>{@link #info} and {@link #exit} answer from memory and never block.
 *   <li>A task outlives this object: stopping Longshore, or Karaf, ends no task.
 * </ul>
 */
@ProviderType
public interface Task {
    Namespace namespace();

    ContainerId id();

    /** What is known now. */
    TaskInfo info();

    /** Asks the shim, corrects what is known if that was out of date, and returns it. */
    TaskInfo refresh();

    /**
     * Starts the created process.
     *
     * @throws io.longshore.api.FailedPreconditionException if it was started before
     * @throws io.longshore.api.UnknownException with the OCI runtime's own message, if it cannot be started
     */
    void start();

    /**
     * Sends a signal.
     *
     * @param all to every process of the container instead of the first
     * @throws io.longshore.api.NotFoundException if the process has ended
     */
    void kill(Signal signal, boolean all);

    /**
     * Freezes all its processes.
     *
     * @throws io.longshore.api.FailedPreconditionException unless it runs
     */
    void pause();

    /** @throws io.longshore.api.FailedPreconditionException unless it is paused */
    void resume();

    /**
     * Adds a process, to be started by {@link TaskProcess#start}.
     *
     * @throws io.longshore.api.AlreadyExistsException if the task has a process of this id
     * @throws io.longshore.api.FailedPreconditionException unless the task runs
     */
    TaskProcess exec(ExecId id, ExecOptions options);

    /** @throws io.longshore.api.NotFoundException if no process of this id was added, or it was deleted */
    TaskProcess process(ExecId id);

    /** The processes that were added and not deleted, ordered by id; from memory. */
    List<TaskProcess> processes();

    /**
     * Says when {@link #processes} has become another list, whoever made it so. Events tell that a process was added, but not that
     * one was deleted, could not be added after all, or was found again later than its task.
     *
     * @param changed is called after each change, once for several that come together; on a thread of the runtime that may be held
     *     up, and never by two at a time. What it throws is logged. It is not told which process it was: {@link #processes} is
     */
    ProcessesWatch watchProcesses(Runnable changed);

    /** All processes in the container now, asked of the OCI runtime. */
    List<ProcessPid> pids();

    /** As {@link TaskProcess#resizePty}, of the first process. */
    void resizePty(int width, int height);

    /** As {@link TaskProcess#closeStdin}, of the first process. */
    void closeStdin();

    /**
     * Changes limits of a task that has not ended.
     *
     * @throws io.longshore.api.UnknownException with the OCI runtime's own message, if it refuses
     */
    void update(LinuxResources resources);

    /**
     * Writes its state into a directory, from which a task can be created by {@link CreateOptions#withCheckpoint}. Needs criu.
     *
     * @param image an absolute path
     * @throws io.longshore.api.UnknownException with the OCI runtime's and criu's own message, if it fails
     */
    void checkpoint(Path image, CheckpointOptions options);

    /**
     * Reads its cgroup.
     *
     * @throws io.longshore.api.NotFoundException if it has none, as when it has ended
     */
    TaskStats stats();

    /**
     * Looks for whatever could be wrong with the task: its shim and whether that answers, its first process, its mounts and who
     * holds them, its cgroup, what the OCI runtime logged, its directories, its last events. Changes nothing, and corrects
     * nothing that is known. Works in every state, and is made for a shim that is dead or hangs: each look has a deadline,
     * and one that does not come to an end is a finding too. Returns within five seconds.
     *
     * @throws io.longshore.api.UnavailableException only if the runtime is stopped
     */
    Diagnosis diagnose();

    /**
     * Completes once, when the first process has ended; at once if it has already. The exit event was published before. It
     * completes on a thread of the runtime: dependent stages should be short, or use the {@code …Async} methods. The
     * caller cannot complete it. Completes exceptionally, with {@link io.longshore.api.NotFoundException}, only for a task
     * that was found while it was being created, if that fails.
     */
    CompletionStage<Exit> exit();

    /**
     * Waits for {@link #exit} on the caller's thread.
     *
     * @throws io.longshore.api.DeadlineExceededException if the first process has not ended in time
     * @throws io.longshore.api.CancelledException if the thread is interrupted
     */
    default Exit waitForExit(Duration timeout) {
        return ExitWait.await(exit(), timeout, "task " + id() + " in namespace " + namespace());
    }

    /**
     * Removes what is left of a task that ended or was never started: container, shim, mounts, directories. The id can be
     * used again when this returns. If it fails half way it can be repeated.
     *
     * @return how the process ended
     * @throws io.longshore.api.FailedPreconditionException while the process runs
     */
    Exit delete();

    /**
     * As {@link #delete}, from every state: kills what runs, and ends a shim that does not answer. Returns, or throws,
     * within the sum of the configured deadlines, whatever the shim does.
     */
    Exit forceDelete();
}
