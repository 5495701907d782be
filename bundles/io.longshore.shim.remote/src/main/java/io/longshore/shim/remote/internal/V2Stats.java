// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.TaskStats;
import io.longshore.protos.cgroups.v1.BlkIOEntry;
import io.longshore.protos.cgroups.v1.Metrics;
import io.longshore.protos.cgroups.v2.IOEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The statistics of a shim of the second generation: the metrics of a cgroup, of either version. */
final class V2Stats {
    private static final String FIRST = "io.containerd.cgroups.v1.Metrics";
    private static final String SECOND = "io.containerd.cgroups.v2.Metrics";
    private static final long NANOS_PER_MICRO = 1000;
    /** A limit of the first version that is none: the greatest multiple of a page, whatever the size of that. */
    private static final long NO_LIMIT = Long.MAX_VALUE - (1 << 20);

    private V2Stats() {}

    /**
     * Empty if they are of another kind.
     *
     * @throws UnavailableException if they cannot be decoded
     */
    static Optional<TaskStats> decode(Any stats, Instant at) {
        String type = stats.getTypeUrl().substring(stats.getTypeUrl().lastIndexOf('/') + 1);
        try {
            return switch (type) {
                case FIRST -> Optional.of(first(Metrics.parseFrom(stats.getValue()), at));
                case SECOND ->
                    Optional.of(second(io.longshore.protos.cgroups.v2.Metrics.parseFrom(stats.getValue()), at));
                default -> Optional.empty();
            };
        } catch (InvalidProtocolBufferException e) {
            throw new UnavailableException("the shim's statistics cannot be decoded", e);
        }
    }

    private static TaskStats first(Metrics metrics, Instant at) {
        boolean memory = metrics.hasMemory() && metrics.getMemory().hasUsage();
        boolean cpu = metrics.hasCpu() && metrics.getCpu().hasUsage();
        var usage = metrics.getMemory().getUsage();
        var time = metrics.getCpu().getUsage();
        return new TaskStats(
                at,
                memory ? usage.getUsage() : null,
                memory ? limit(usage.getLimit()) : null,
                memory ? usage.getMax() : null,
                cpu ? time.getTotal() : null,
                cpu ? time.getUser() : null,
                cpu ? time.getKernel() : null,
                metrics.getCpu().hasThrottling()
                        ? metrics.getCpu().getThrottling().getThrottledTime()
                        : null,
                metrics.hasPids() ? metrics.getPids().getCurrent() : null,
                metrics.hasPids() ? limit(metrics.getPids().getLimit()) : null,
                metrics.hasBlkio() ? sum(metrics.getBlkio().getIoServiceBytesRecursiveList(), "Read") : null,
                metrics.hasBlkio() ? sum(metrics.getBlkio().getIoServiceBytesRecursiveList(), "Write") : null,
                metrics.hasMemoryOomControl() ? metrics.getMemoryOomControl().getOomKill() : null);
    }

    private static TaskStats second(io.longshore.protos.cgroups.v2.Metrics metrics, Instant at) {
        boolean memory = metrics.hasMemory();
        boolean cpu = metrics.hasCpu();
        boolean pids = metrics.hasPids();
        List<IOEntry> devices = metrics.getIo().getUsageList();
        return new TaskStats(
                at,
                memory ? metrics.getMemory().getUsage() : null,
                memory ? limit(metrics.getMemory().getUsageLimit()) : null,
                null,
                cpu ? metrics.getCpu().getUsageUsec() * NANOS_PER_MICRO : null,
                cpu ? metrics.getCpu().getUserUsec() * NANOS_PER_MICRO : null,
                cpu ? metrics.getCpu().getSystemUsec() * NANOS_PER_MICRO : null,
                cpu ? metrics.getCpu().getThrottledUsec() * NANOS_PER_MICRO : null,
                pids ? metrics.getPids().getCurrent() : null,
                pids ? limit(metrics.getPids().getLimit()) : null,
                metrics.hasIo() ? devices.stream().mapToLong(IOEntry::getRbytes).sum() : null,
                metrics.hasIo() ? devices.stream().mapToLong(IOEntry::getWbytes).sum() : null,
                metrics.hasMemoryEvents() ? metrics.getMemoryEvents().getOomKill() : null);
    }

    /** The numbers are unsigned: those that look negative are the greatest. */
    private static @Nullable Long limit(long value) {
        return value <= 0 || value >= NO_LIMIT ? null : Long.valueOf(value);
    }

    private static Long sum(List<BlkIOEntry> entries, String operation) {
        return entries.stream()
                .filter(entry -> entry.getOp().equalsIgnoreCase(operation))
                .mapToLong(BlkIOEntry::getValue)
                .sum();
    }
}
