// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a container's process gets as its streams, which are those of the runtime that starts it.
 *
 * @param consoleSocket where the runtime sends the master of the process' terminal, if it has one; else null
 */
public record ContainerStreams(
        Redirect stdin,
        Redirect stdout,
        Redirect stderr,
        @Nullable Path consoleSocket) {
    private static final Redirect NULL_INPUT = Redirect.from(new File("/dev/null"));

    /** Reads nothing, and what it writes is dropped. */
    public static final ContainerStreams NULL =
            new ContainerStreams(NULL_INPUT, Redirect.DISCARD, Redirect.DISCARD, null);

    /** A terminal. */
    public static ContainerStreams terminal(Path consoleSocket) {
        return new ContainerStreams(NULL_INPUT, Redirect.DISCARD, Redirect.DISCARD, consoleSocket);
    }
}
