// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import org.jspecify.annotations.Nullable;

/** Whether the processes of a task were killed for want of memory, by what the kernel counts in its cgroup. Thread-safe. */
final class MemoryKills {
    /** 128 + SIGKILL; also what containerd reports for an exit that nobody saw. */
    static final int KILLED = 128 + 9;

    private final TaskRecordFile record;

    /** What was counted by then does not explain what ends afterwards. */
    private volatile long before;

    MemoryKills(TaskRecordFile record) {
        this.record = record;
    }

    /** How many were killed; 0 if that cannot be seen. */
    long count() {
        Cgroup cgroup = cgroup();
        Long kills = cgroup == null ? null : cgroup.oomKills();
        return kills == null ? 0 : kills;
    }

    /** Somebody sends a signal: what was counted before is not why a process ends now. */
    void noteSignal() {
        before = count();
    }

    /**
     * The task of an earlier run is found to run: what was counted before that is not why it ends.
     *
     * @param counted before it was asked for, since who is being killed may be seen to run still
     */
    void noteRunning(long counted) {
        before = Math.max(before, counted);
    }

    /**
     * The exit as its shim has told it, with what the kernel has to say.
     *
     * @param atStart how many were killed when the process was started
     */
    Exit explain(Exit told, long atStart) {
        return told.cause() == Exit.Cause.EXITED ? explain(told, atStart, count()) : told;
    }

    /**
     * As {@link #explain(Exit, long)}.
     *
     * @param kills how many were killed by now
     */
    Exit explain(Exit told, long atStart, long kills) {
        Cgroup cgroup = cgroup();
        if (cgroup == null || told.cause() != Exit.Cause.EXITED || kills <= Math.max(atStart, before)) {
            return told;
        }
        boolean killed = told.status() != null && told.status() == KILLED;
        return new Exit(
                told.status(),
                told.at(),
                killed ? Exit.Cause.OOM_KILLED : Exit.Cause.EXITED,
                "the kernel has killed " + kills + " of the processes in " + cgroup.memoryDirectory()
                        + " for want of memory");
    }

    private @Nullable Cgroup cgroup() {
        return record.current().process().cgroup();
    }
}
