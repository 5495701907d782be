// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.LongshoreException;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.runc.Runc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs that this runtime calls, as they were found when they were last looked for. Thread-safe. */
final class Programs {
    private static final Duration ANSWER = Duration.ofSeconds(3);
    static final String RUNTIME = "runtime";
    static final String NOT_YET = "it was not looked for yet";

    /** What the second generation of shims has no key for, as its program follows from the name of the runtime. */
    private static final String SECOND = "shim_v2";

    private final RuntimeSettings settings;
    private final ShimKinds kinds;
    private final Optional<String> second;
    private volatile List<RuntimeProgram> found;

    Programs(RuntimeSettings settings, ShimKinds kinds) {
        this.settings = settings;
        this.kinds = kinds;
        this.second = kinds.program(RuntimeInfo.RUNC_V2);
        List<RuntimeProgram> all = new ArrayList<>();
        all.add(new RuntimeProgram(RUNTIME, settings.runtime(), "", "", NOT_YET));
        all.add(new RuntimeProgram("shim", settings.shimBinary(), "", "", NOT_YET));
        second.ifPresent(program -> all.add(new RuntimeProgram(SECOND, program, "", "", NOT_YET)));
        this.found = List.copyOf(all);
    }

    List<RuntimeProgram> found() {
        return found;
    }

    /** Starts each of them for a moment. */
    List<RuntimeProgram> refresh() {
        List<RuntimeProgram> now = new ArrayList<>();
        now.add(runtime());
        now.add(shim(
                "shim",
                RuntimeInfo.LINUX_V1,
                settings.shimBinary(),
                "install the package containerd, before version 2 of that, or set the key 'shim' in"
                        + " etc/io.longshore.runtime.linux.cfg to its path"));
        second.ifPresent(
                program -> now.add(shim(SECOND, RuntimeInfo.RUNC_V2, program, "install the package containerd")));
        found = List.copyOf(now);
        return found;
    }

    private RuntimeProgram runtime() {
        String configured = settings.runtime();
        Runc runc = new Runc(configured, settings.runtimeRoot(), false);
        String path = "";
        try {
            path = runc.locate().toString();
            return new RuntimeProgram(RUNTIME, configured, path, runc.version(ANSWER), "");
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            return new RuntimeProgram(RUNTIME, configured, path, "", String.valueOf(e.getMessage()));
        }
    }

    private RuntimeProgram shim(String key, String runtimeName, String configured, String advice) {
        Optional<Path> path = kinds.findProgram(runtimeName);
        if (path.isEmpty()) {
            return new RuntimeProgram(
                    key, configured, "", "", configured + " is not there, or cannot be executed: " + advice);
        }
        String version = ProgramVersion.ask(path.get(), "-v", ANSWER);
        return new RuntimeProgram(
                key,
                configured,
                path.get().toString(),
                version,
                version.isEmpty() ? "it does not tell its version; shims of the first generation cannot" : "");
    }
}
