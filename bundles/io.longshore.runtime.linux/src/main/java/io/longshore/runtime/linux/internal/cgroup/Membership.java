// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Which cgroup a process is in, by {@code /proc/<pid>/cgroup}.
 *
 * @param paths from hierarchy to path in it
 */
record Membership(Map<String, Path> paths) {
    static final String UNIFIED = "unified";

    /** Leaves out what does not look like a line of that file. */
    static Membership parse(String text) {
        Map<String, Path> paths = new LinkedHashMap<>();
        // at no other line ends: a container may give its nested cgroups names with a carriage return
        for (String line : text.split("\n", -1)) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && fields[2].startsWith("/")) {
                try {
                    Path path = Path.of(fields[2]);
                    String hierarchies = fields[1].isEmpty() ? UNIFIED : fields[1];
                    for (String hierarchy : hierarchies.split(",", -1)) {
                        paths.put(hierarchy, path);
                    }
                } catch (InvalidPathException e) {
                    // a name this JVM's locale has no bytes for: there is no way to open that directory
                }
            }
        }
        return new Membership(paths);
    }

    /**
     * Without the cgroups that another process is in or below. A dead process that was not yet waited for is in the root of each
     * hierarchy of version 1, and one that nobody put into a cgroup is in its parent's: taking these for the container's would
     * show the host's figures, and a signal to their processes would hit us.
     */
    Membership apartFrom(Membership other) {
        Map<String, Path> apart = new LinkedHashMap<>();
        paths.forEach((hierarchy, path) -> {
            Path others = other.paths.get(hierarchy);
            if (!isRootOrAbove(path) && (others == null || !others.startsWith(path))) {
                apart.put(hierarchy, path);
            }
        });
        return new Membership(apart);
    }

    /** Paths are relative to the cgroup namespace's root, so what is above it reads {@code /..}. */
    private static boolean isRootOrAbove(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .allMatch(name -> name.toString().equals(".."));
    }
}
