// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.runtime.TaskStats;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Usages as lines. */
final class UsageTable {
    private UsageTable() {}

    static List<String> lines(List<Usage> usages, boolean format) {
        Rows rows = new Rows("Namespace", "Id", "State", "Cpu %", "Memory", "Limit", "Pids", "Oom kills");
        for (Usage usage : usages) {
            TaskStats stats = usage.stats();
            rows.add(
                    usage.info().namespace(),
                    usage.info().id(),
                    usage.info().state(),
                    usage.cpuPercent() == null ? null : String.format(Locale.ROOT, "%.1f", usage.cpuPercent()),
                    size(stats == null ? null : stats.memoryUsage(), format),
                    size(stats == null ? null : stats.memoryLimit(), format),
                    stats == null ? null : stats.pids(),
                    stats == null ? null : stats.oomKills());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rows.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), format);
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Bytes for programs. */
    private static @Nullable Object size(@Nullable Long bytes, boolean format) {
        return bytes == null || !format ? bytes : ByteSize.format(bytes);
    }
}
