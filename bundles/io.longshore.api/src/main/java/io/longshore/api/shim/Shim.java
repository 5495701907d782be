// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A connected shim, driving the container of one task.
 *
 * <p>A null exec id means the first process.
 *
 * <ul>
 *   <li>Thread-safe; calls do not wait for each other.
 *   <li>Calls block for the given time at the most and throw: {@link io.longshore.api.DeadlineExceededException} then; {@link
 *       io.longshore.api.CancelledException} when interrupted; {@link io.longshore.api.UnavailableException} when the shim
 *       is gone; {@link io.longshore.api.NotFoundException} for a process it does not know; and the kind that fits what the
 *       shim answered, with the OCI runtime's own message.
 * </ul>
 */
@ConsumerType
public interface Shim extends AutoCloseable {
    /** The pid of its process; 0 if it has none of its own. */
    long pid();

    /**
     * Completes, never exceptionally, when the shim is gone or cannot be talked to any more, unless it was {@link #end ended}
     * or {@link #close closed} here.
     */
    CompletionStage<Void> lost();

    /** Mounts the root file system and creates the container; undone by the shim if it fails. Returns the first process' pid. */
    long create(ShimTask task, Duration timeout);

    /** Starts the created container, or an added process; returns its pid. */
    long start(@Nullable ExecId execId, Duration timeout);

    /**
     * As {@link #start(ExecId, Duration)}. One whose starts wait for something before they are sent says when that is over; what
     * was refused before can then be repeated.
     */
    default long start(@Nullable ExecId execId, Duration timeout, StartNote note) {
        note.leaves();
        return start(execId, timeout);
    }

    ShimProcessState state(@Nullable ExecId execId, Duration timeout);

    /** @param all to every process of the container; only with a null exec id */
    void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout);

    /** Completes with the exit of a process; exceptionally if the shim is lost before. Cancelling has no effect. */
    CompletionStage<Exit> exit(@Nullable ExecId execId);

    void pause(Duration timeout);

    void resume(Duration timeout);

    /**
     * Adds a process to the container, to be started by {@link #start}.
     *
     * @param processSpec the {@code process} of an OCI specification, as JSON
     */
    void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout);

    /** Forgets an added process that does not run. */
    void deleteProcess(ExecId execId, Duration timeout);

    List<ProcessPid> pids(Duration timeout);

    void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout);

    void closeStdin(@Nullable ExecId execId, Duration timeout);

    void update(LinuxResources resources, Duration timeout);

    void checkpoint(Path image, CheckpointOptions options, Duration timeout);

    /** What the container uses; empty from a shim that cannot say it, so that the runtime has to look at the cgroup itself. */
    default Optional<TaskStats> stats(Duration timeout) {
        return Optional.empty();
    }

    /** Deletes the container, whose process has ended, and unmounts its root file system. */
    void delete(Duration timeout);

    /**
     * Ends the shim's process; returns when it is gone. Idempotent, also after it died. A shim that drives other tasks, too, goes
     * on for them.
     *
     * @throws io.longshore.api.DeadlineExceededException if it is not gone in time
     */
    void end(Duration timeout);

    /** Disconnects. The shim goes on. */
    @Override
    void close();
}
