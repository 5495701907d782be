// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskStats;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's cgroup, how near it is to its limits, and whether the kernel has killed for them. */
record CgroupLook(TaskInfo known, @Nullable Cgroup cgroup, Instant now) {
    private static final String NAME = "cgroup";
    private static final int NEARLY_PERCENT = 95;
    private static final Logger LOG = LoggerFactory.getLogger(CgroupLook.class);

    Sight look() {
        if (cgroup == null) {
            return absent("it has none of its own, so its limits do not hold");
        }
        try {
            return judge(cgroup.stats(now));
        } catch (NotFoundException e) {
            LOG.debug("the cgroup of task {}/{} is gone", known.namespace(), known.id(), e);
            return absent(cgroup.memoryDirectory() + " is gone");
        }
    }

    private Sight absent(String text) {
        return known.exit() != null || known.pid() == 0 ? Sight.ok(NAME, text) : Sight.warning(NAME, text, "");
    }

    private Sight judge(TaskStats stats) {
        String text = cgroup.memoryDirectory() + ": memory " + of(stats.memoryUsage(), stats.memoryLimit(), " bytes")
                + ", " + of(stats.pids(), stats.pidsLimit(), " processes and threads") + ", "
                + (stats.oomKills() == null ? "unknown" : stats.oomKills().toString())
                + " killed for want of memory";
        if (stats.oomKills() != null && stats.oomKills() > 0) {
            return Sight.warning(NAME, text, "raise its memory limit, or find out what needs so much");
        }
        if (isNear(stats.pids(), stats.pidsLimit())) {
            return Sight.warning(NAME, text, "raise its limit of processes, or find out what makes so many");
        }
        // page cache counts too, and is given back when it is needed
        return Sight.ok(NAME, text);
    }

    private static boolean isNear(@Nullable Long used, @Nullable Long limit) {
        return used != null && limit != null && used * 100 >= limit * NEARLY_PERCENT;
    }

    private static String of(@Nullable Long used, @Nullable Long limit, String unit) {
        return (used == null ? "unknown" : used.toString())
                + (limit == null ? unit + " (no limit)" : " of " + limit + unit);
    }
}
