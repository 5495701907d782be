// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A unix socket that waits for one descriptor. It has mode 0600, and a peer of another user is dropped. Thread-safe; the owner
 * closes it.
 */
@ProviderType
public interface FdReceiver extends AutoCloseable {

    /**
     * Completes with the first descriptor that a peer sends; further ones are closed, and a peer that leaves without having
     * sent one does not count. It then belongs to who waits here: {@link #close} does not close it.
     *
     * <p>Dependents that are not {@code ...Async} run on the one thread that serves all descriptors
     * ({@code longshore-posix-io}), or here: they must hand over, not work or wait. It fails, with a
     * {@link java.util.concurrent.CancellationException} as the cause, when this, or the {@link LinuxPosix} it came from, is
     * closed first.
     */
    CompletionStage<Fd> received();

    /** Ends the waiting and removes the socket. Again does nothing. */
    @Override
    void close();
}
