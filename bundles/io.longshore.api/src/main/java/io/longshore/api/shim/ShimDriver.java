// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.shim;

import io.longshore.api.ExecId;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Starts shims of one kind, and finds them again. Thread-safe. */
@ConsumerType
public interface ShimDriver extends AutoCloseable {
    /**
     * Starts a shim and connects to it. If this throws, no process of it is left.
     *
     * @throws io.longshore.api.FailedPreconditionException if the shim program is not installed
     * @throws io.longshore.api.DeadlineExceededException if it does not answer in time
     * @throws io.longshore.api.UnavailableException if it ends or cannot be reached, with what it wrote
     */
    Shim start(ShimLaunch launch, Duration timeout);

    /**
     * Connects to a shim that was started before, perhaps by an earlier run of this process, and perhaps with another state
     * directory: {@link ShimLaunch#stateDirectory} counts.
     *
     * @throws io.longshore.api.NotFoundException if it is certain that there is none any more
     * @throws io.longshore.api.DeadlineExceededException if it does not answer in time; it may be there
     * @throws io.longshore.api.UnavailableException if it cannot be told, or it is there and cannot be talked to
     */
    Shim connect(ShimLaunch launch, Duration timeout);

    /** The exit of a task's first process that a shim has published and nobody has taken yet; it stays there. */
    Optional<Exit> publishedExit(ShimLaunch launch, long pid);

    /** As {@link #publishedExit(ShimLaunch, long)}, of an added process. Empty if its shims leave nothing behind. */
    default Optional<Exit> publishedExit(ShimLaunch launch, ExecId execId, long pid) {
        return Optional.empty();
    }

    /**
     * As {@link #publishedExit(ShimLaunch, ExecId, long)}, of a process whose pid is not known: the last that was not before a
     * moment, since an id is used again and again.
     */
    default Optional<TaskEvent.Exited> publishedExit(ShimLaunch launch, ExecId execId, Instant since) {
        return Optional.empty();
    }

    /**
     * Ends whatever is left of a shim, reachable or not, and removes the driver's files of it. Idempotent. A shim that drives
     * other tasks, too, goes on for them.
     *
     * @throws io.longshore.api.DeadlineExceededException if it is not gone in time
     * @throws io.longshore.api.UnavailableException if it cannot be told whether all is gone; also if the container of a shim
     *     that drives no {@code runc} is known to its program alone, and that fails
     * @throws io.longshore.api.FailedPreconditionException if that program is not installed any more
     */
    void reclaim(ShimLaunch launch, Duration timeout);

    /**
     * Whether this shim publishes when its task is out of memory. If not, the runtime watches the task's cgroup, and publishes it.
     */
    default boolean tellsOutOfMemory(ShimLaunch launch) {
        return true;
    }

    /** The runtime has restored its tasks: events that shims published meanwhile, or while nobody ran, can come. */
    void deliverEvents();

    /** Disconnects from all shims and stops watching. Ends no shim. */
    @Override
    void close();
}
