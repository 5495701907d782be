// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A connected shim, driving the container of one task.
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

    /** Starts the created container; returns the first process' pid. */
    long start(Duration timeout);

    ShimProcessState state(Duration timeout);

    /** @param all to every process of the container */
    void kill(Signal signal, boolean all, Duration timeout);

    /** Completes with the exit of the first process; exceptionally if the shim is lost before. Cancelling has no effect. */
    CompletionStage<Exit> exit();

    /** Deletes the container, whose process has ended, and unmounts its root file system. */
    void delete(Duration timeout);

    /**
     * Ends the shim's process; returns when it is gone. Idempotent, also after it died.
     *
     * @throws io.longshore.api.DeadlineExceededException if it is not gone in time
     */
    void end(Duration timeout);

    /** Disconnects. The shim goes on. */
    @Override
    void close();
}
