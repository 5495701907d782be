// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.TaskStats;
import io.longshore.protos.cgroups.v1.BlkIOEntry;
import io.longshore.protos.cgroups.v1.BlkIOStat;
import io.longshore.protos.cgroups.v1.CPUStat;
import io.longshore.protos.cgroups.v1.CPUUsage;
import io.longshore.protos.cgroups.v1.MemoryEntry;
import io.longshore.protos.cgroups.v1.MemoryOomControl;
import io.longshore.protos.cgroups.v1.MemoryStat;
import io.longshore.protos.cgroups.v1.Metrics;
import io.longshore.protos.cgroups.v1.PidsStat;
import io.longshore.protos.cgroups.v1.Throttle;
import io.longshore.protos.cgroups.v2.IOEntry;
import io.longshore.protos.cgroups.v2.IOStat;
import io.longshore.protos.cgroups.v2.MemoryEvents;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class V2StatsTest {
    private static final Instant AT = Instant.ofEpochSecond(7);

    @Test
    void firstVersionIsInNanosecondsAndAHugeLimitIsNone() {
        Metrics metrics = Metrics.newBuilder()
                .setMemory(MemoryStat.newBuilder()
                        .setUsage(MemoryEntry.newBuilder().setUsage(1).setMax(2).setLimit(9223372036854771712L)))
                .setCpu(CPUStat.newBuilder()
                        .setUsage(CPUUsage.newBuilder().setTotal(30).setUser(20).setKernel(10))
                        .setThrottling(Throttle.newBuilder().setThrottledTime(5)))
                .setPids(PidsStat.newBuilder().setCurrent(3).setLimit(100))
                .setBlkio(BlkIOStat.newBuilder()
                        .addIoServiceBytesRecursive(
                                BlkIOEntry.newBuilder().setOp("Read").setValue(4))
                        .addIoServiceBytesRecursive(
                                BlkIOEntry.newBuilder().setOp("Read").setValue(4))
                        .addIoServiceBytesRecursive(
                                BlkIOEntry.newBuilder().setOp("Write").setValue(7))
                        .addIoServiceBytesRecursive(
                                BlkIOEntry.newBuilder().setOp("Total").setValue(15)))
                .setMemoryOomControl(MemoryOomControl.newBuilder().setOomKill(6))
                .build();

        assertThat(V2Stats.decode(Payloads.pack(metrics), AT))
                .contains(new TaskStats(AT, 1L, null, 2L, 30L, 20L, 10L, 5L, 3L, 100L, 8L, 7L, 6L));
    }

    @Test
    void secondVersionIsInMicrosecondsAndTheGreatestNumberIsNoLimit() {
        var metrics = io.longshore.protos.cgroups.v2.Metrics.newBuilder()
                .setMemory(io.longshore.protos.cgroups.v2.MemoryStat.newBuilder()
                        .setUsage(1)
                        .setUsageLimit(4096))
                .setCpu(io.longshore.protos.cgroups.v2.CPUStat.newBuilder()
                        .setUsageUsec(30)
                        .setUserUsec(20)
                        .setSystemUsec(10)
                        .setThrottledUsec(5))
                .setPids(io.longshore.protos.cgroups.v2.PidsStat.newBuilder()
                        .setCurrent(3)
                        .setLimit(-1))
                .setIo(IOStat.newBuilder()
                        .addUsage(IOEntry.newBuilder().setRbytes(4).setWbytes(7))
                        .addUsage(IOEntry.newBuilder().setRbytes(4)))
                .setMemoryEvents(MemoryEvents.newBuilder().setOomKill(6))
                .build();

        assertThat(V2Stats.decode(Payloads.pack(metrics), AT))
                .contains(new TaskStats(AT, 1L, 4096L, null, 30_000L, 20_000L, 10_000L, 5_000L, 3L, null, 8L, 7L, 6L));
    }

    @Test
    void whatIsNotThereIsNullAndWhatIsOfAnotherKindIsNotDecoded() {
        assertThat(V2Stats.decode(Payloads.pack(Metrics.getDefaultInstance()), AT))
                .contains(new TaskStats(AT, null, null, null, null, null, null, null, null, null, null, null, null));
        assertThat(V2Stats.decode(Any.newBuilder().setTypeUrl("other").build(), AT))
                .isEmpty();
        assertThatThrownBy(() -> V2Stats.decode(
                        Any.newBuilder()
                                .setTypeUrl("io.containerd.cgroups.v1.Metrics")
                                .setValue(ByteString.copyFrom(new byte[] {-1}))
                                .build(),
                        AT))
                .isInstanceOf(UnavailableException.class);
    }
}
