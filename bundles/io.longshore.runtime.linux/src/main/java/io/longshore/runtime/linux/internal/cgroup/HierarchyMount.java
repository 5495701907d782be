// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import io.longshore.runtime.linux.internal.mount.MountInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a hierarchy, or a part of it, is mounted.
 *
 * @param hierarchies more than one if controllers are mounted together; among the names are mount options, which do no harm
 * @param root the cgroup that is seen at the mount point
 */
record HierarchyMount(Set<String> hierarchies, Path root, Path mountPoint) {
    private static final Set<String> OPTIONS =
            Set.of("rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode", "favordynmods");

    private static final String FIRST = "cgroup";
    private static final String SECOND = "cgroup2";

    static List<HierarchyMount> among(List<MountInfo> mounts) {
        return mounts.stream()
                .filter(mount -> mount.type().equals(FIRST) || mount.type().equals(SECOND))
                .filter(mount -> mount.root().startsWith("/"))
                .map(HierarchyMount::of)
                .toList();
    }

    private static HierarchyMount of(MountInfo mount) {
        Set<String> hierarchies = mount.type().equals(SECOND)
                ? Set.of(Membership.UNIFIED)
                : Set.copyOf(List.of(mount.options().split(",", -1)));
        return new HierarchyMount(hierarchies, MountInfo.path(mount.root()), mount.mountPoint());
    }

    /** The hierarchies without the mount options that are not the name of one. */
    Set<String> names() {
        return hierarchies.stream().filter(name -> !OPTIONS.contains(name)).collect(Collectors.toSet());
    }

    /** Where to find a cgroup of this hierarchy; null if it is not below what is mounted here. */
    @Nullable
    Path directory(Path cgroup) {
        if (!cgroup.startsWith(root)) {
            return null;
        }
        Path below = root.relativize(cgroup);
        boolean leadsOut = StreamSupport.stream(below.spliterator(), false)
                .anyMatch(name -> name.toString().equals(".."));
        return leadsOut ? null : mountPoint.resolve(below);
    }
}
