// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotImplementedException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Mount;
import io.longshore.posix.Errno;
import io.longshore.posix.MountFlags;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mounts a root file system, and unmounts it. */
final class RootfsMounts {
    /** What the kernel takes from us at once. */
    private static final int MAX_DATA = 4095;

    private static final Logger LOG = LoggerFactory.getLogger(RootfsMounts.class);

    private final Posix posix;
    private final MountPoints points = new MountPoints(Path.of("/proc/self/mountinfo"));

    RootfsMounts(Posix posix) {
        this.posix = posix;
    }

    /**
     * Mounts one on the other.
     *
     * @throws FailedPreconditionException if the kernel refuses one; then the ones before are still there
     */
    void mount(List<Mount> mounts, Path rootfs) {
        for (Mount mount : mounts) {
            try {
                mount(mount, rootfs);
            } catch (PosixException e) {
                throw new FailedPreconditionException(
                        "cannot mount " + mount.type() + " " + mount.source() + " with " + mount.options()
                                + " as a root file system: " + e.errno(),
                        e);
            }
        }
    }

    private void mount(Mount mount, Path rootfs) {
        if (mount.options().contains("loop")
                || mount.type().startsWith("fuse.")
                || mount.type().startsWith("fuse3.")) {
            throw new NotImplementedException("loop devices and FUSE need a helper program; mount " + mount.source()
                    + " yourself and give it as a bind mount, or let a shim process do it");
        }
        MountOptions options = MountOptions.parse(mount.options());
        if (options.data().length() > MAX_DATA) {
            throw new InvalidArgumentException(
                    "the options of a mount have " + options.data().length() + " characters, of which the kernel takes "
                            + MAX_DATA + ": use shorter paths or fewer layers");
        }
        String data = options.data().isEmpty() ? null : options.data();
        if (!options.has(MountFlags.REMOUNT) || data != null) {
            posix.mount(mount.source(), rootfs, mount.type(), options.flags(), data);
        }
        if (options.has(MountFlags.BIND)) {
            // else, where mounts are shared, unmounting what is mounted below it would unmount it in the source, too
            posix.mount("", rootfs, "", MountFlags.SLAVE | MountFlags.RECURSIVE, null);
        }
        if (options.has(MountFlags.BIND | MountFlags.READ_ONLY)) {
            // the kernel ignores it when the bind is made
            posix.mount("", rootfs, "", options.flags() | MountFlags.REMOUNT, null);
        }
    }

    /**
     * Unmounts everything that is mounted on the directory or below it, the latest first; nothing is fine. If this fails, some
     * may be unmounted, and it can be repeated.
     *
     * @throws FailedPreconditionException if one is in use
     * @throws UnavailableException if the kernel refuses for another reason
     */
    void unmount(Path rootfs) {
        int flags = MountFlags.UMOUNT_NOFOLLOW;
        for (Path point : points.atOrBelow(rootfs)) {
            if (isUnmounted(point, flags)) {
                LOG.trace("{} is unmounted", point);
            }
        }
        while (isUnmounted(rootfs, flags)) {
            LOG.trace("{} is unmounted, which came meanwhile; there may be one more", rootfs);
        }
    }

    /** As {@link #unmount}, but what is in use is gone from the directory now, and unmounted when it is not used any more. */
    void detach(Path rootfs) {
        try {
            unmount(rootfs);
        } catch (FailedPreconditionException | UnavailableException e) {
            LOG.warn("it is unmounted lazily", e);
            int flags = MountFlags.UMOUNT_NOFOLLOW | MountFlags.UMOUNT_DETACH;
            while (isUnmounted(rootfs, flags)) {
                LOG.trace("{} is detached; there may be one more", rootfs);
            }
        }
    }

    /** Returns false if nothing was mounted there. */
    private boolean isUnmounted(Path rootfs, int flags) {
        try {
            posix.umount2(rootfs, flags);
            return true;
        } catch (PosixException e) {
            if (e.errno() == Errno.EINVAL || e.errno() == Errno.ENOENT) {
                return false;
            }
            if (e.errno() == Errno.EBUSY) {
                throw new FailedPreconditionException(
                        "cannot unmount " + rootfs + ": it is busy, or something is mounted below it", e);
            }
            throw new UnavailableException("cannot unmount " + rootfs + ": " + e.errno(), e);
        }
    }
}
