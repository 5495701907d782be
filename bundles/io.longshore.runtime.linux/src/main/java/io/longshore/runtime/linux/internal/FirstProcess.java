// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's first process, as the kernel knows it.
 *
 * @param pid 0 until the container was created
 * @param startTime in the kernel's ticks since it was booted, which tells the process from a later one of the same id; 0 if
 *     that could not be seen
 * @param cgroup null if it could not be seen, or is none of its own
 */
record FirstProcess(long pid, long startTime, @Nullable Cgroup cgroup) {
    static final FirstProcess NONE = new FirstProcess(0, 0, null);

    private static final Logger LOG = LoggerFactory.getLogger(FirstProcess.class);

    /** A process that runs, or waits to be started. What is restored from a checkpoint does neither: its pid is 0. */
    static FirstProcess of(long pid, Cgroups cgroups) {
        if (pid == 0) {
            return NONE;
        }
        Cgroup cgroup = null;
        try {
            cgroup = cgroups.of(pid);
        } catch (LongshoreException e) {
            LOG.debug("process {} has no cgroup that can be seen", pid, e);
        }
        return new FirstProcess(pid, KernelProcess.startTime(pid), cgroup);
    }

    /** Whether that can be seen: it may have ended nevertheless. */
    boolean hasEnded() {
        return startTime != 0 && KernelProcess.hasEnded(pid, startTime);
    }

    /** The same, if it has that pid; else what has it now. */
    FirstProcess orOf(long newPid, Cgroups cgroups) {
        return pid == newPid ? this : of(newPid, cgroups);
    }
}
