// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal.streams;

import io.longshore.api.runtime.Stdio;
import java.time.Duration;

/** Opens the streams of a process that is to be made. */
public final class StreamOpener {
    private StreamOpener() {}

    /**
     * @param timeout for a logger to be ready
     * @return to be closed by the caller
     * @throws io.longshore.api.FailedPreconditionException if what the streams name is not there, or a logger does not start
     * @throws io.longshore.api.InvalidArgumentException if they name what cannot be a stream
     */
    public static ProcessStreams open(StreamContext context, Stdio stdio, Duration timeout) {
        if (stdio.terminal()) {
            return new TerminalStreams(context, stdio, timeout);
        }
        boolean none = stdio.stdin().isEmpty()
                && stdio.stdout().isEmpty()
                && stdio.stderr().isEmpty();
        return none ? NullStreams.INSTANCE : new PipeStreams(context, stdio, timeout);
    }
}
