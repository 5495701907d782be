// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.runtime.Mount;
import io.longshore.posix.Posix;
import java.nio.file.Path;
import java.util.List;

/** The root file system in a container's bundle, if it is mounted by us: what lies there otherwise is not ours to unmount. */
final class ContainerRootfs {
    private final RootfsMounts mounts;
    private final Path directory;
    private volatile boolean ours;

    ContainerRootfs(Posix posix, Path bundle) {
        mounts = new RootfsMounts(posix);
        directory = bundle.resolve("rootfs");
    }

    /** If this throws, some may be mounted. */
    void mount(List<Mount> wanted) {
        ours = !wanted.isEmpty();
        mounts.mount(wanted, directory);
    }

    void unmount() {
        if (ours) {
            mounts.unmount(directory);
        }
    }

    /** Also while it is used. */
    void detach() {
        if (ours) {
            mounts.detach(directory);
        }
    }
}
