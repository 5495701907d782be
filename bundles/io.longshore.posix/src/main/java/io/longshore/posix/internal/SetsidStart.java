// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's way, through {@code setsid}: for C libraries that lack what {@link SpawnStart} needs. */
public final class SetsidStart implements ProcessStart {

    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

    private final SignalMask signalMask;

    public SetsidStart(SignalMask signalMask) {
        this.signalMask = signalMask;
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
        List<String> own = List.copyOf(builder.command());
        List<String> command = new ArrayList<>();
        command.add(SETSID.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no setsid; install util-linux"))
                .toString());
        command.addAll(own);
        SignalMask.Saved before = signalMask.clear();
        try {
            return builder.command(command).start();
        } finally {
            before.restore();
            builder.command(own);
        }
    }
}
