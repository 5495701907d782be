// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.posix.Posix;
import io.longshore.runc.ProcessStarter;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts the OCI runtime with nothing of ours that a container could inherit: no blocked signals, no environment. */
final class CleanStart implements ProcessStarter {
    private static final List<String> SYSTEM_DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final Posix posix;
    private final String path;

    /** @param path as in our environment; entries that are relative mean a directory where anything may lie */
    CleanStart(Posix posix, @Nullable String path) {
        this.posix = posix;
        Set<String> directories = new LinkedHashSet<>();
        if (path != null) {
            List.of(path.split(File.pathSeparator, -1)).stream()
                    .filter(directory -> directory.startsWith("/"))
                    .forEach(directories::add);
        }
        directories.addAll(SYSTEM_DIRECTORIES);
        this.path = String.join(File.pathSeparator, directories);
    }

    @Override
    public Process start(ProcessBuilder builder) throws IOException {
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", path);
        // as a shim has: two processors are enough for what it does
        environment.put("GOMAXPROCS", "2");
        return posix.start(builder);
    }
}
