// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.LongshoreException;
import io.longshore.api.containers.OciSpec;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cgroup of a container in whose creation the OCI runtime was killed, as it is together with its shim: it is not in the
 * task's record yet, and the OCI runtime, which makes it first of all, knows of no such container. It names its place itself.
 */
final class UnnotedCgroup {
    private static final Logger LOG = LoggerFactory.getLogger(UnnotedCgroup.class);

    private final Cgroups cgroups;
    private final CgroupKill cgroupKill;

    UnnotedCgroup(Cgroups cgroups, CgroupKill cgroupKill) {
        this.cgroups = cgroups;
        this.cgroupKill = cgroupKill;
    }

    /** Ends what is in it, and removes it; nothing if there is none, or if others are in it. What is left is logged. */
    void clear(TaskRecord record, OciBundle bundle, Duration atMost) {
        if (record.process().pid() != 0 || Files.notExists(bundle.directory().resolve(OciBundle.CONFIG))) {
            return;
        }
        TaskKey key = record.key();
        try {
            String path = bundle.spec().cgroupsPath();
            Optional<Cgroup> found = cgroups.at(path);
            // one of another path may be shared with whoever has made it
            if (found.isPresent() && path.equals(OciSpec.defaultCgroupsPath(key.namespace(), key.id()))) {
                cgroupKill.end(key, found.get(), atMost);
            }
            if (found.isPresent() && !found.get().remove()) {
                LOG.warn(
                        "namespace={} id={}: its cgroup {} is used by others, and stays",
                        key.namespace(),
                        key.id(),
                        path);
            }
        } catch (CancelledException e) {
            throw e;
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: its cgroup cannot be removed", key.namespace(), key.id(), e);
        }
    }
}
