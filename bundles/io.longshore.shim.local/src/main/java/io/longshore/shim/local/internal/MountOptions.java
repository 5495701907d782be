// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.posix.MountFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The options of a mount as the kernel takes them.
 *
 * @param flags {@link MountFlags} or'ed together
 * @param data what is for the file system itself
 */
record MountOptions(long flags, String data) {
    private static final Map<String, Long> SET = Map.ofEntries(
            Map.entry("bind", MountFlags.BIND),
            Map.entry("rbind", MountFlags.BIND | MountFlags.RECURSIVE),
            Map.entry("dirsync", MountFlags.SYNCHRONOUS_DIRECTORIES),
            Map.entry("mand", MountFlags.MANDATORY_LOCKS),
            Map.entry("noatime", MountFlags.NO_ACCESS_TIME),
            Map.entry("nodev", MountFlags.NO_DEV),
            Map.entry("nodiratime", MountFlags.NO_DIRECTORY_ACCESS_TIME),
            Map.entry("noexec", MountFlags.NO_EXEC),
            Map.entry("nosuid", MountFlags.NO_SUID),
            Map.entry("relatime", MountFlags.RELATIVE_ACCESS_TIME),
            Map.entry("remount", MountFlags.REMOUNT),
            Map.entry("ro", MountFlags.READ_ONLY),
            Map.entry("strictatime", MountFlags.STRICT_ACCESS_TIME),
            Map.entry("sync", MountFlags.SYNCHRONOUS));

    private static final Map<String, Long> CLEARED = Map.ofEntries(
            Map.entry("async", MountFlags.SYNCHRONOUS),
            Map.entry("atime", MountFlags.NO_ACCESS_TIME),
            Map.entry("dev", MountFlags.NO_DEV),
            Map.entry("diratime", MountFlags.NO_DIRECTORY_ACCESS_TIME),
            Map.entry("exec", MountFlags.NO_EXEC),
            Map.entry("nomand", MountFlags.MANDATORY_LOCKS),
            Map.entry("norelatime", MountFlags.RELATIVE_ACCESS_TIME),
            Map.entry("nostrictatime", MountFlags.STRICT_ACCESS_TIME),
            Map.entry("rw", MountFlags.READ_ONLY),
            Map.entry("suid", MountFlags.NO_SUID));

    /** A later option overrides an earlier one. */
    static MountOptions parse(List<String> options) {
        long flags = 0;
        List<String> data = new ArrayList<>();
        for (String option : options) {
            if (SET.containsKey(option)) {
                flags |= SET.get(option);
            } else if (CLEARED.containsKey(option)) {
                flags &= ~CLEARED.get(option);
            } else if (!option.equals("defaults")) {
                data.add(option);
            }
        }
        return new MountOptions(flags, String.join(",", data));
    }

    boolean has(long all) {
        return (flags & all) == all;
    }
}
