// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts a shim into a cgroup of its own, so that what it uses is not counted as Karaf's. */
final class ShimCgroup {
    private static final Path TOP = Path.of("/sys/fs/cgroup");
    private static final String PROCESSES = "cgroup.procs";

    private ShimCgroup() {}

    /**
     * @param cgroup a path from the root of the hierarchies, such as {@code /longshore/shims}
     * @throws InvalidArgumentException if it leads out of them
     */
    static void join(String cgroup, long pid) {
        join(TOP, cgroup, pid);
    }

    static void join(Path top, String cgroup, long pid) {
        Path relative = Path.of("/").relativize(Path.of("/").resolve(cgroup).normalize());
        if (relative.toString().isEmpty() || relative.startsWith("..")) {
            throw new InvalidArgumentException(
                    "the shim's cgroup must be a path below the root, such as /longshore/shims");
        }
        try {
            if (Files.exists(top.resolve(PROCESSES))) {
                write(top, relative, pid);
                return;
            }
            try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(top)) {
                for (Path hierarchy : hierarchies) {
                    // cpuset refuses processes until it is told its cpus; containerd leaves it out too
                    if (Files.exists(hierarchy.resolve(PROCESSES)) && !hierarchy.endsWith("cpuset")) {
                        write(hierarchy, relative, pid);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("cannot put the shim into the cgroup " + cgroup, e);
        }
    }

    private static void write(Path hierarchy, Path cgroup, long pid) throws IOException {
        Path directory = Files.createDirectories(hierarchy.resolve(cgroup));
        Files.writeString(directory.resolve(PROCESSES), String.valueOf(pid));
    }
}
