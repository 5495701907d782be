// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.TaskStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupStatsTest {
    private static final Instant AT = Instant.parse("2026-11-05T10:15:30Z");
    private static final TaskStats NOTHING =
            new TaskStats(AT, null, null, null, null, null, null, null, null, null, null, null, null);

    @TempDir
    Path root;

    @Test
    void readsVersionOne() {
        Cgroup cgroup = RecordedHost.unpack("v1.txt", root).cgroups().of(2201);

        assertThat(cgroup.stats(AT))
                .isEqualTo(new TaskStats(
                        AT,
                        73404416L,
                        null,
                        104857600L,
                        71234567890L,
                        52_100_000_000L,
                        19_130_000_000L,
                        0L,
                        17L,
                        null,
                        1048576L + 28672,
                        8192L + 4096,
                        3L));
    }

    @Test
    void readsVersionTwo() {
        Cgroup cgroup = RecordedHost.unpack("v2.txt", root).cgroups().of(3120);

        assertThat(cgroup.stats(AT))
                .isEqualTo(new TaskStats(
                        AT,
                        215048192L,
                        536870912L,
                        301989888L,
                        98_412_345_000L,
                        80_000_123_000L,
                        18_412_222_000L,
                        5_500_300_000L,
                        37L,
                        512L,
                        1459200L + 90430464,
                        314773504L + 299008000,
                        3L));
    }

    @Test
    void readsHybrid() {
        Cgroup cgroup = RecordedHost.unpack("hybrid.txt", root).cgroups().of(14677);

        assertThat(cgroup.stats(AT))
                .isEqualTo(new TaskStats(
                        AT,
                        4898816L,
                        67108864L,
                        5414912L,
                        426410399L,
                        410_000_000L,
                        10_000_000L,
                        1591042705L,
                        1L,
                        64L,
                        0L,
                        0L,
                        0L));
    }

    @Test
    void hybridTakesFromVersionTwoWhatVersionOneLacks() {
        RecordedHost host = RecordedHost.unpack("hybrid.txt", root);
        host.remove("cg/cpuacct");

        TaskStats stats = host.cgroups().of(14677).stats(AT);

        assertThat(stats.cpuNanos()).isEqualTo(426_410_000L);
        assertThat(stats.cpuThrottledNanos()).isEqualTo(1591042705L);
    }

    @Test
    void missingControllersMakeNullValues() {
        RecordedHost host = RecordedHost.unpack("v1.txt", root);
        Cgroup cgroup = host.cgroups().of(2201);
        Stream.of("cg/memory", "cg/block io", "cg/cpu,cpuacct").forEach(host::remove);

        assertThat(cgroup.stats(AT))
                .isEqualTo(new TaskStats(AT, null, null, null, null, null, null, null, 17L, null, null, null, null));
    }

    @Test
    void missingFilesMakeNullValues() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        Stream.of("memory.peak", "memory.events", "cpu.stat", "io.stat", "pids.current")
                .forEach(file -> host.remove("cg/longshore/db/" + file));

        assertThat(host.cgroups().of(3120).stats(AT))
                .isEqualTo(new TaskStats(
                        AT, 215048192L, 536870912L, null, null, null, null, null, null, 512L, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"9223372036854771712", "9223372036854710272", "max"})
    void noLimitIsNull(String limit) {
        RecordedHost host = RecordedHost.unpack("hybrid.txt", root);
        host.write("cg/memory/platform/vm7/c1/memory.limit_in_bytes", limit + "\n");
        host.write("cg/pids/c1/pids.max", limit + "\n");

        TaskStats stats = host.cgroups().of(14677).stats(AT);

        assertThat(stats.memoryLimit()).isNull();
        assertThat(stats.pidsLimit()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "garbage",
                "-1",
                "1.5",
                "99999999999999999999",
                "9999999999999999999",
                "user x\nsystem -3\nthrottled_time\noom_kill 1e3\nusage_usec \nuser_usec 9223372036854775807",
                "1 2 3 4",
                "\0\0\0\0"
            })
    void garbageMakesNullValues(String garbage) throws IOException {
        // given every file of both versions has it
        RecordedHost one = RecordedHost.unpack("v1.txt", root.resolve("one"));
        RecordedHost two = RecordedHost.unpack("v2.txt", root.resolve("two"));
        Cgroup cgroupOne = one.cgroups().of(2201);
        Cgroup cgroupTwo = two.cgroups().of(3120);
        fill(one.path("cg"), garbage);
        fill(two.path("cg"), garbage);

        TaskStats statsOne = cgroupOne.stats(AT);
        TaskStats statsTwo = cgroupTwo.stats(AT);

        // then only the lists of devices may be empty
        TaskStats expected = garbage.isEmpty()
                ? new TaskStats(AT, null, null, null, null, null, null, null, null, null, 0L, 0L, null)
                : NOTHING;
        assertThat(statsOne).isEqualTo(expected);
        assertThat(statsTwo)
                .isEqualTo(
                        garbage.isBlank()
                                ? new TaskStats(AT, null, null, null, null, null, null, null, null, null, 0L, 0L, null)
                                : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8:0 rbytes=x wbytes=1",
                "8:0 rbytes=9223372036854775807 wbytes=9223372036854775807\n8:1 rbytes=1 wbytes=1",
                "8:0 rbytes=1 wbytes=1 !"
            })
    void senselessIoStatIsNoRead(String text) {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("cg/longshore/db/io.stat", text);

        assertThat(host.cgroups().of(3120).stats(AT).blockReadBytes()).isNull();
    }

    @Test
    void fileOverOneMebibyteIsRefused() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.write("cg/longshore/db/memory.current", "7" + " ".repeat(KernelFile.MAX_BYTES - 1));
        host.write("cg/longshore/db/pids.current", "7" + " ".repeat(KernelFile.MAX_BYTES));

        TaskStats stats = host.cgroups().of(3120).stats(AT);

        assertThat(stats.memoryUsage()).isEqualTo(7);
        assertThat(stats.pids()).isNull();
        assertThat(stats.pidsLimit()).isEqualTo(512);
    }

    @Test
    void directoryInPlaceOfFileMakesNullValue() {
        RecordedHost host = RecordedHost.unpack("v2.txt", root);
        host.remove("cg/longshore/db/memory.current");
        host.write("cg/longshore/db/memory.current/file", "1");

        assertThat(host.cgroups().of(3120).stats(AT).memoryUsage()).isNull();
    }

    @Test
    void oomKillsOfKernelThatDoesNotCountThemAreNull() {
        RecordedHost host = RecordedHost.unpack("v1.txt", root);
        host.write("cg/memory/machine/web/nested/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n");

        assertThat(host.cgroups().of(2201).stats(AT).oomKills()).isNull();
    }

    @Test
    void savedDirectoriesMakeTheSameCgroupAfterItsProcessHasEnded() {
        RecordedHost host = RecordedHost.unpack("v1.txt", root);
        Cgroup cgroup = host.cgroups().of(2201);
        host.remove("proc");

        Cgroup restored = new Cgroup(Map.copyOf(cgroup.directories()));

        assertThat(restored).isEqualTo(cgroup);
        assertThat(restored.stats(AT).oomKills()).isEqualTo(3);
    }

    @Test
    void removedCgroupIsNotFound() {
        RecordedHost host = RecordedHost.unpack("v1.txt", root);
        Cgroup cgroup = host.cgroups().of(2201);
        host.remove("cg");

        assertThatThrownBy(() -> cgroup.stats(AT)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void cgroupNeedsAbsoluteDirectories() {
        assertThatThrownBy(() -> new Cgroup(Map.of())).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> new Cgroup(Map.of("memory", Path.of("relative"))))
                .isInstanceOf(InvalidArgumentException.class);
    }

    private static void fill(Path directory, String content) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, content);
            }
        }
    }
}
