// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.runtime.linux.internal.mount.MountInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** What is mounted in a directory. */
final class MountTable {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

    private MountTable() {}

    /** The mount points at or below a path, the latest mount first, so in the order to unmount them. */
    static List<Path> below(Path path) {
        try {
            return below(path, MountInfo.read(MOUNTINFO));
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + MOUNTINFO, e);
        }
    }

    static List<Path> below(Path path, List<MountInfo> mounts) {
        List<Path> found = mounts.stream()
                .map(MountInfo::mountPoint)
                .filter(point -> point.startsWith(path))
                .collect(Collectors.toList());
        Collections.reverse(found);
        return found;
    }
}
