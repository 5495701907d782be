// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.streams.StreamOptions;

/** Which streams a process gets that a session is connected with. */
final class StreamChoice {
    private StreamChoice() {}

    static StreamOptions of(boolean interactive, boolean tty) {
        StreamOptions options = interactive ? StreamOptions.DEFAULT : StreamOptions.DEFAULT.withoutStdin();
        return tty ? options.withTerminal() : options;
    }
}
