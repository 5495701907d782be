// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One process, held by a descriptor: whatever becomes of its id, this never means another process.
 *
 * <p>Thread-safe. The owner closes it; every other method then throws {@link IllegalStateException}. The descriptor is
 * not inherited by processes started from here.
 */
@ProviderType
public interface PidFd extends AutoCloseable {

    /** The id the process had when this was opened. */
    int pid();

    /**
     * Sends a signal; signal 0 only asks.
     *
     * @throws PosixException {@link Errno#ESRCH} when the process has ended and was reaped
     */
    void sendSignal(int signal);

    /**
     * Completes when the process has ended, at once when it already has; reaped or not, child or not.
     *
     * <p>Dependents that are not {@code ...Async} run on the one thread that serves all processes
     * ({@code longshore-posix-pidfd}): they must hand over, not work or wait. It fails, with a
     * {@link java.util.concurrent.CancellationException} as the cause, when this, or the {@link LinuxPosix} it came from,
     * is closed first.
     */
    CompletionStage<Void> exited();

    /**
     * How the process ended, and reaps it. Not for processes the JDK started: it would never learn of their end.
     *
     * @return empty while it runs
     * @throws PosixException {@link Errno#ECHILD} when it is no child of ours, or was reaped already
     */
    Optional<WaitStatus> reap();

    /** Lets go of the process, which is left as it is. Again does nothing. */
    @Override
    void close();
}
