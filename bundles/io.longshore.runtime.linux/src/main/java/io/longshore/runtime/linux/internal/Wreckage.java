// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.Errno;
import io.longshore.posix.MountFlags;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import io.longshore.runc.Runc;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends and removes what a task consists of outside this process, when its shim cannot be asked to. */
final class Wreckage {
    private static final Logger LOG = LoggerFactory.getLogger(Wreckage.class);

    private final RuntimeSettings settings;
    private final ShimKinds kinds;
    private final Posix posix;
    private final CgroupKill cgroupKill;
    private final UnnotedCgroup unnoted;

    Wreckage(RuntimeSettings settings, ShimKinds kinds, Posix posix, CgroupKill cgroupKill, Cgroups cgroups) {
        this.settings = settings;
        this.kinds = kinds;
        this.posix = posix;
        this.cgroupKill = cgroupKill;
        this.unnoted = new UnnotedCgroup(cgroups, posix);
    }

    /**
     * Ends the shim and the container and unmounts the root file system; files stay. Idempotent.
     *
     * @throws io.longshore.api.LongshoreException if something is left
     */
    void clear(TaskRecord record) {
        ShimLaunch launch = record.launch();
        ShimDriver driver = kinds.driver(record.shimKind());
        try {
            driver.reclaim(launch, settings.deadlines().call());
        } finally {
            // before what needs a process, which perhaps cannot be started
            kill(record);
        }
        if (!launch.runc().runtime().isEmpty()) {
            runc(launch).delete(launch.id(), true, settings.deadlines().call());
        }
        unnoted.clear(
                record,
                new OciBundle(launch.bundle(), launch.workDirectory()),
                settings.deadlines().kill());
        unmount(launch.bundle());
    }

    /** What is left of the container then is for the OCI runtime to end. */
    private void kill(TaskRecord record) {
        try {
            cgroupKill.end(record, settings.deadlines().kill());
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            TaskKey key = record.key();
            LOG.warn("namespace={} id={}: not everything in its cgroup was killed", key.namespace(), key.id(), e);
        }
    }

    private Runc runc(ShimLaunch launch) {
        RuncOptions options = launch.runc();
        Path root = Path.of(options.runtimeRoot()).resolve(launch.namespace().name());
        return new Runc(options.runtime(), root, options.systemdCgroup()).startedBy(posix::start);
    }

    private void unmount(Path bundle) {
        for (Path point : MountTable.below(bundle)) {
            try {
                posix.umount2(point, MountFlags.UMOUNT_NOFOLLOW);
            } catch (PosixException e) {
                if (e.errno() == Errno.EBUSY) {
                    LOG.warn("{} is busy; it is unmounted lazily", point, e);
                    unmountLazily(point);
                } else if (e.errno() != Errno.EINVAL && e.errno() != Errno.ENOENT) {
                    throw new UnavailableException("cannot unmount " + point, e);
                }
            }
        }
    }

    private void unmountLazily(Path point) {
        try {
            posix.umount2(point, MountFlags.UMOUNT_DETACH | MountFlags.UMOUNT_NOFOLLOW);
        } catch (PosixException e) {
            throw new UnavailableException("cannot unmount " + point, e);
        }
    }
}
