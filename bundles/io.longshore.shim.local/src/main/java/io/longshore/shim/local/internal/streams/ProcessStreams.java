// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.runc.ContainerStreams;
import java.time.Duration;

/**
 * The streams of one process, from before it is there until it is deleted. Thread-safe. In this order: {@link #forRuntime},
 * {@link #started}, {@link #processEnded}, {@link #close}, which may come at any time.
 */
public interface ProcessStreams extends AutoCloseable {
    /** What the OCI runtime is started with. */
    ContainerStreams forRuntime();

    /**
     * The OCI runtime has made the process: lets go of what is the process' own, and begins to copy.
     *
     * @throws io.longshore.api.DeadlineExceededException if the process' terminal does not come in time
     */
    void started(Duration timeout);

    /** There is nobody left to read input. */
    void processEnded();

    /** Input ends as soon as nobody else can write any, and what was written is read. */
    void closeStdin();

    /** Of the terminal; without one nothing happens. */
    void resize(int columns, int rows);

    /** Waits until all output has arrived; returns false if it has not after so long. */
    boolean drain(Duration atMost);

    /** Closes everything. Output that has not arrived is lost. Idempotent. */
    @Override
    void close();
}
