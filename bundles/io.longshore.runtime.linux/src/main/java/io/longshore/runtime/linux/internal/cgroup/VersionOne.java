// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import io.longshore.api.runtime.TaskStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The figures of version 1, from one hierarchy for each controller. */
final class VersionOne {
    private static final Logger LOG = LoggerFactory.getLogger(VersionOne.class);

    /** USER_HZ is 100 on every architecture that has a JVM, whatever the kernel's own tick is. */
    private static final long NANOS_PER_TICK = 1_000_000_000L / 100;

    private static final Pattern BLOCK_LINE = Pattern.compile("(?:\\d+:\\d+ (\\w+)|Total) (\\d+)");

    private final @Nullable Path memoryDirectory;
    private final ControlFiles memory;
    private final ControlFiles cpu;
    private final ControlFiles cpuacct;
    private final ControlFiles pids;
    private final ControlFiles blkio;

    VersionOne(Map<String, Path> directories) {
        memoryDirectory = directories.get("memory");
        memory = new ControlFiles(memoryDirectory);
        cpu = new ControlFiles(directories.get("cpu"));
        cpuacct = new ControlFiles(directories.get("cpuacct"));
        pids = new ControlFiles(directories.get("pids"));
        blkio = new ControlFiles(directories.get("blkio"));
    }

    TaskStats stats(Instant at) {
        String block = blkio.text("blkio.throttle.io_service_bytes_recursive");
        if (block == null) {
            block = blkio.text("blkio.throttle.io_service_bytes");
        }
        return new TaskStats(
                at,
                memory.number("memory.usage_in_bytes"),
                memory.limit("memory.limit_in_bytes"),
                memory.number("memory.max_usage_in_bytes"),
                cpuacct.number("cpuacct.usage"),
                cpuacct.keyed("cpuacct.stat", "user", NANOS_PER_TICK),
                cpuacct.keyed("cpuacct.stat", "system", NANOS_PER_TICK),
                cpu.keyed("cpu.stat", "throttled_time"),
                pids.number("pids.current"),
                pids.limit("pids.max"),
                blockBytes(block, "Read"),
                blockBytes(block, "Write"),
                oomKills());
    }

    /** Of all devices; one that was not used has no line. */
    private static @Nullable Long blockBytes(@Nullable String text, String operation) {
        if (text == null) {
            return null;
        }
        Long bytes = 0L;
        for (String line : text.lines().toList()) {
            Matcher match = BLOCK_LINE.matcher(line);
            if (!match.matches()) {
                return null;
            }
            if (operation.equals(match.group(1))) {
                bytes = ControlFiles.sum(bytes, ControlFiles.parse(match.group(2)));
            }
        }
        return bytes;
    }

    /** The kernel counts in the victim's own cgroup only, so a container that nests some would seem to have none killed. */
    @Nullable
    Long oomKills() {
        Long kills = null;
        for (Path directory : memoryDirectories()) {
            Long more = new ControlFiles(directory).keyed("memory.oom_control", "oom_kill");
            if (more == null && Files.isDirectory(directory)) {
                return null;
            }
            if (more != null) {
                kills = kills == null ? more : ControlFiles.sum(kills, more);
            }
        }
        return kills;
    }

    private List<Path> memoryDirectories() {
        if (memoryDirectory == null) {
            return List.of();
        }
        try {
            return CgroupTree.directories(memoryDirectory);
        } catch (IOException e) {
            LOG.debug("no count of killed processes from {}", memoryDirectory, e);
            return List.of();
        }
    }
}
