// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import io.longshore.api.ExecId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A process added to a running task by {@link Task#exec}: created, started, ended, deleted. Guarantees as for {@link Task};
 * it ends with the task's first process at the latest, and is forgotten when the task is deleted.
 */
@ProviderType
public interface TaskProcess {
    ExecId id();

    /** What is known now; from memory. */
    ProcessInfo info();

    /**
     * Starts it.
     *
     * @throws io.longshore.api.FailedPreconditionException if it was started before, or the task does not run
     * @throws io.longshore.api.UnknownException with the OCI runtime's own message, if it cannot be started
     */
    void start();

    /** @throws io.longshore.api.NotFoundException if it has ended, or was never started */
    void kill(Signal signal);

    /**
     * Sets the size of its terminal, in characters.
     *
     * @throws io.longshore.api.InvalidArgumentException unless both are 1 to 65535
     */
    void resizePty(int width, int height);

    /** Lets it see the end of its input, when all writers of its input FIFO have closed it too. */
    void closeStdin();

    /**
     * As {@link Task#exit}. Completes exceptionally, with {@link io.longshore.api.NotFoundException}, when it is deleted, or its
     * task is, without having ended, as one that was never started.
     */
    CompletionStage<Exit> exit();

    /** As {@link Task#waitForExit}. */
    default Exit waitForExit(Duration timeout) {
        return ExitWait.await(exit(), timeout, "process " + id());
    }

    /**
     * Forgets a process that has ended or was never started.
     *
     * @return how it ended; for one that was never started, status null and cause {@link Exit.Cause#UNOBSERVED}
     * @throws io.longshore.api.FailedPreconditionException while it runs
     */
    Exit delete();
}
