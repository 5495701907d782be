// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup that limits a container's memory.
 *
 * @param unified of the second version
 */
record MemoryCgroup(Path directory, boolean unified) {
    private static final int MOUNT_ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final String UNIFIED_PREFIX = "0::";
    private static final String KILLS = "oom_kill ";

    /** Empty if the process has none of its own. */
    static Optional<MemoryCgroup> of(long pid, Path proc) {
        try {
            List<String> memberships = Files.readAllLines(proc.resolve(pid + "/cgroup"));
            List<String> ours = Files.readAllLines(proc.resolve("self/cgroup"));
            List<String> mounts = Files.readAllLines(proc.resolve("self/mountinfo"));
            return memberships.stream()
                    .filter(line -> !ours.contains(line))
                    .map(line -> find(line, mounts))
                    .flatMap(Optional::stream)
                    .findFirst();
        } catch (IOException e) {
            if (!Files.exists(proc.resolve(String.valueOf(pid)))) {
                return Optional.empty();
            }
            throw new UnavailableException("cannot read the cgroup of process " + pid, e);
        }
    }

    /** @param membership such as {@code 4:memory:/path} */
    private static Optional<MemoryCgroup> find(String membership, List<String> mounts) {
        String[] fields = membership.split(":", 3);
        boolean unified = membership.startsWith(UNIFIED_PREFIX);
        if (!unified && !List.of(fields[1].split(",", -1)).contains("memory")) {
            return Optional.empty();
        }
        for (String mount : mounts) {
            Path directory = directory(mount, unified, fields[2]);
            if (directory != null && Files.exists(directory.resolve(file(unified)))) {
                return Optional.of(new MemoryCgroup(directory, unified));
            }
        }
        return Optional.empty();
    }

    private static @Nullable Path directory(String mount, boolean unified, String path) {
        String[] halves = mount.split(" - ", 2);
        String[] left = halves[0].split(" ", -1);
        String[] right = halves[halves.length - 1].split(" ", -1);
        boolean fits = unified
                ? right[0].equals("cgroup2")
                : right[0].equals("cgroup")
                        && List.of(right[right.length - 1].split(",", -1)).contains("memory");
        if (!fits || left.length <= MOUNT_POINT || !Path.of(path).startsWith(left[MOUNT_ROOT])) {
            return null;
        }
        return Path.of(left[MOUNT_POINT]).resolve(Path.of(left[MOUNT_ROOT]).relativize(Path.of(path)));
    }

    /** The file that counts, and that changes. */
    Path events() {
        return directory.resolve(file(unified));
    }

    /** How many processes the kernel has killed in it for want of memory; 0 if it is gone. */
    long kills() {
        try {
            return Files.readAllLines(events()).stream()
                    .filter(line -> line.startsWith(KILLS))
                    .mapToLong(line -> Long.parseLong(line.substring(KILLS.length())))
                    .sum();
        } catch (IOException e) {
            if (!Files.exists(events())) {
                return 0;
            }
            throw new UnavailableException("cannot read " + events(), e);
        }
    }

    private static String file(boolean unified) {
        return unified ? "memory.events" : "memory.oom_control";
    }
}
