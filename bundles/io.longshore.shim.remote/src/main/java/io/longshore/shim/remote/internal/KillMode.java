// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whom systemd kills when it stops a service (systemd.kill(5)). */
final class KillMode {
    private static final String PROPERTY = "KillMode";

    private final Path systemctl;
    private final Duration deadline;

    KillMode(Path systemctl, Duration deadline) {
        this.systemctl = systemctl;
        this.deadline = deadline;
    }

    /**
     * Asks systemd.
     *
     * @return as in the unit file, such as {@code control-group}
     * @throws IOException if it cannot be asked, or gives no answer in time
     */
    String of(SystemdUnit unit) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(systemctl.toString()));
        if (unit.ofUser()) {
            command.add("--user");
        }
        command.addAll(List.of("show", "--property=" + PROPERTY, "--", unit.name()));
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            // one line, which the pipe holds until we read it
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("systemctl gave no answer within " + deadline.toSeconds() + " s");
            }
            String answer = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0 || !answer.startsWith(PROPERTY + "=")) {
                throw new IOException("systemctl ended with status " + process.exitValue() + " and: " + answer);
            }
            return answer.substring(PROPERTY.length() + 1);
        } finally {
            process.destroyForcibly();
        }
    }
}
