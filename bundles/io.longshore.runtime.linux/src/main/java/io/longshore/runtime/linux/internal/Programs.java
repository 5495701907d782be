// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.runc.Runc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The programs that this runtime calls, as they were found when they were last looked for. Thread-safe. */
final class Programs {
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final String NOT_YET = "it was not looked for yet";

    private final RuntimeSettings settings;
    private volatile List<RuntimeProgram> found;

    Programs(RuntimeSettings settings) {
        this.settings = settings;
        this.found = List.of(
                new RuntimeProgram("runtime", settings.runtime(), "", "", NOT_YET),
                new RuntimeProgram("shim", settings.shimBinary(), "", "", NOT_YET));
    }

    List<RuntimeProgram> found() {
        return found;
    }

    /** Starts each of them for a moment. */
    List<RuntimeProgram> refresh() {
        List<RuntimeProgram> now = List.of(runtime(), shim());
        found = now;
        return now;
    }

    private RuntimeProgram runtime() {
        String configured = settings.runtime();
        Runc runc = new Runc(configured, settings.runtimeRoot(), false);
        String path = "";
        try {
            path = runc.locate().toString();
            return new RuntimeProgram("runtime", configured, path, runc.version(ANSWER), "");
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            return new RuntimeProgram("runtime", configured, path, "", String.valueOf(e.getMessage()));
        }
    }

    private RuntimeProgram shim() {
        String configured = settings.shimBinary();
        Path path = ProgramVersion.locate(configured, System.getenv("PATH"));
        if (path == null) {
            return new RuntimeProgram(
                    "shim",
                    configured,
                    "",
                    "",
                    configured + " is not there, or cannot be executed: install the package containerd, or set the key"
                            + " 'shim' in etc/io.longshore.runtime.linux.cfg to its path");
        }
        String version = ProgramVersion.ask(path, "-v", ANSWER);
        return new RuntimeProgram(
                "shim",
                configured,
                path.toString(),
                version,
                version.isEmpty() ? "it does not tell its version; shims of the first generation cannot" : "");
    }
}
