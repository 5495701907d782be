// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.TaskInfo;
import java.nio.file.Path;
import java.util.List;

/** What is mounted in a task's bundle, and who on the host keeps it from being unmounted. */
record MountLook(TaskInfo known, OciBundle bundle, List<Mount> rootfs) {
    private static final String NAME = "mounts";

    Sight look() {
        List<Path> points = MountTable.below(bundle.directory());
        if (points.isEmpty()) {
            return rootfs.isEmpty() || known.exit() != null
                    ? Sight.ok(NAME, "nothing is mounted in the bundle")
                    : Sight.problem(
                            NAME,
                            "its root file system is not mounted on " + bundle.rootfs(),
                            "delete the task with force, and create it again");
        }
        List<String> holders = MountHolders.of(bundle.rootfs());
        String text = "mounted: "
                + String.join(", ", points.stream().map(Path::toString).toList());
        if (holders.isEmpty()) {
            return Sight.ok(NAME, text + "; no process of the host uses it");
        }
        String used = text + "; used on the host by " + String.join(", ", holders);
        String advice = "end " + String.join(", ", holders) + ", so that the root file system can be unmounted";
        return known.exit() == null ? Sight.warning(NAME, used, "") : Sight.problem(NAME, used, advice);
    }
}
