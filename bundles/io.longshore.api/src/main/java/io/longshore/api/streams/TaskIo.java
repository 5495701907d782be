// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.streams;

import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The live streams of one process.
 *
 * <ul>
 *   <li>Thread-safe; a single stream is for one thread at a time, as any stream, but every method here and {@code close()}
 *       of a stream may be called from any thread.
 *   <li>A read waits until there is data, the end, {@code close()}, or {@link StreamOptions#readTimeout} ({@link
 *       StreamTimeoutException}, and reading can go on). A write waits until the FIFO has taken it all, {@code close()}, the
 *       end of the process, or {@link StreamOptions#writeTimeout} (the same, and says how much was taken). Interrupting the thread ends the wait with an {@link java.io.InterruptedIOException}.
 *   <li>{@code close()} of a stream or of this ends every wait at it with a {@link StreamClosedException}.
 *   <li>The end of an output comes only after {@link #endsWith} was called and the process ended, after the last byte that
 *       it wrote.
 *   <li>Nothing is buffered here. An output that nobody reads, or whose stream was closed, makes the process wait once the
 *       FIFO is full (64 KiB), as any pipe does; and what it wrote beyond that may be lost when the task is deleted, as a shim
 *       waits for two seconds only. Read both outputs while it runs, or create it without them.
 * </ul>
 */
@ProviderType
public interface TaskIo extends AutoCloseable {
    /** What to create the process with. */
    Stdio stdio();

    /**
     * What the process reads. Closing it lets go of our end; the process sees the end of its input when its shim does too,
     * for which {@link io.longshore.api.runtime.Task#closeStdin} or {@link
     * io.longshore.api.runtime.TaskProcess#closeStdin} is to be called as well, in either order. {@code flush()} does
     * nothing.
     *
     * @throws io.longshore.api.FailedPreconditionException if it was opened {@link StreamOptions#withoutStdin}
     */
    OutputStream stdin();

    /** What the process writes; with a terminal, all of it. */
    InputStream stdout();

    /** What the process writes as errors; with a terminal, an empty stream. */
    InputStream stderr();

    /**
     * Says how the end of the process will be known: by {@link io.longshore.api.runtime.Task#exit} or {@link
     * io.longshore.api.runtime.TaskProcess#exit}. Without this, outputs do not end.
     *
     * <p>Should the stage fail, nobody will say when the process ends: reads give what is there, and then throw an {@link
     * java.io.IOException} with that failure as the cause.
     *
     * @throws io.longshore.api.FailedPreconditionException if it was said before
     */
    void endsWith(CompletionStage<Exit> exit);

    /**
     * Whether an output was ended though somebody still had it open, by {@link StreamOptions#drainLimit}. False until
     * {@link #stdout} or {@link #stderr} was read to its end.
     */
    boolean truncated();

    /**
     * Closes the streams and leaves the FIFOs, for {@link TaskStreams#reattach}; again, or after {@link #close}, does
     * nothing. What was read and not used is gone; what is in the FIFOs stays there as long as a shim has them open.
     */
    void detach();

    /**
     * Closes the streams and removes the FIFOs; again, or after {@link #detach}, does nothing. A process that still runs is
     * not ended by this; it waits when it writes more than the FIFO can take.
     */
    @Override
    void close();
}
