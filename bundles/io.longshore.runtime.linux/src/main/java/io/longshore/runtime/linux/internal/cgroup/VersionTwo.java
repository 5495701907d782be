// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import io.longshore.api.runtime.TaskStats;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The figures of version 2, all from one directory. */
final class VersionTwo {
    private static final long NANOS_PER_MICRO = 1000;

    /** A device that was not used may share a line with the next. */
    private static final Pattern IO_TOKEN = Pattern.compile("\\d+:\\d+|[\\w.]+=\\S+");

    private final ControlFiles files;

    VersionTwo(@Nullable Path directory) {
        files = new ControlFiles(directory);
    }

    TaskStats stats(Instant at) {
        String io = files.text("io.stat");
        return new TaskStats(
                at,
                files.number("memory.current"),
                files.limit("memory.max"),
                files.number("memory.peak"),
                files.keyed("cpu.stat", "usage_usec", NANOS_PER_MICRO),
                files.keyed("cpu.stat", "user_usec", NANOS_PER_MICRO),
                files.keyed("cpu.stat", "system_usec", NANOS_PER_MICRO),
                files.keyed("cpu.stat", "throttled_usec", NANOS_PER_MICRO),
                files.number("pids.current"),
                files.limit("pids.max"),
                ioBytes(io, "rbytes="),
                ioBytes(io, "wbytes="),
                oomKills());
    }

    @Nullable
    Long oomKills() {
        return files.keyed("memory.events", "oom_kill");
    }

    private static @Nullable Long ioBytes(@Nullable String text, String key) {
        if (text == null) {
            return null;
        }
        Long bytes = 0L;
        for (String token : text.strip().split("\\s+", -1)) {
            if (token.startsWith(key)) {
                bytes = ControlFiles.sum(bytes, ControlFiles.parse(token.substring(key.length())));
            } else if (!token.isEmpty() && !IO_TOKEN.matcher(token).matches()) {
                return null;
            }
        }
        return bytes;
    }
}
