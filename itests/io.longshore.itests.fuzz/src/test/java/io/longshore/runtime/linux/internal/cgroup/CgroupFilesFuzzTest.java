// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.TaskStats;
import io.longshore.itests.fuzz.Bounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in the files of a cgroup: figures that are none or not negative, and pids that a signal may go to. */
class CgroupFilesFuzzTest {
    private static final List<String> FILES = List.of(
            "memory.usage_in_bytes",
            "memory.limit_in_bytes",
            "memory.oom_control",
            "cpuacct.stat",
            "cpu.stat",
            "blkio.throttle.io_service_bytes",
            "memory.current",
            "memory.max",
            "memory.events",
            "io.stat",
            "pids.max",
            "cgroup.procs",
            "freezer.state",
            "cgroup.type");

    private static final byte SEPARATOR = 0;

    @TempDir
    static Path directory;

    private static final Map<String, byte[]> WRITTEN = new HashMap<>();

    /** As the kernel writes them. */
    static Stream<byte[]> contents() {
        return Stream.of(
                        String.join(
                                "\0",
                                "4096\n",
                                "9223372036854771712\n",
                                "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
                                "user 12\nsystem 7\n",
                                "nr_periods 1\nthrottled_time 5\nusage_usec 3\nuser_usec 2\nsystem_usec 1\n",
                                "8:0 Read 4096\n8:0 Write 1\nTotal 4097\n",
                                "4096\n",
                                "max\n",
                                "low 0\noom 1\noom_kill 1\n",
                                "8:0 rbytes=1 wbytes=2 rios=3\n",
                                "max\n",
                                "1\n0\n4194304\n",
                                "FROZEN\n",
                                "threaded\n"),
                        "-1\0" + "99999999999999999999\n",
                        "\0\0user \nsystem x\0user 99999999999999999\n\0\0nonsense\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("contents")
    @FuzzTest
    void figuresAreNoneOrNotNegative(byte[] contents) throws IOException {
        write(contents);
        Map<String, Path> hierarchies = new TreeMap<>();
        for (String hierarchy : List.of("memory", "cpu", "cpuacct", "blkio", "pids", "freezer", "devices")) {
            hierarchies.put(hierarchy, directory);
        }
        check(new Cgroup(hierarchies), contents.length);
        check(new Cgroup(Map.of(Membership.UNIFIED, directory)), contents.length);
    }

    private static void write(byte[] contents) throws IOException {
        int from = 0;
        for (String file : FILES) {
            int to = from;
            while (to < contents.length && contents[to] != SEPARATOR) {
                to++;
            }
            byte[] content = Arrays.copyOfRange(contents, Math.min(from, contents.length), to);
            from = Math.min(to + 1, contents.length);
            if (!Arrays.equals(content, WRITTEN.put(file, content))) {
                Files.write(directory.resolve(file), content);
            }
        }
    }

    private static void check(Cgroup cgroup, int length) {
        TaskStats stats = Bounds.within(length, () -> cgroup.stats(Instant.EPOCH));

        assertThat(Stream.of(
                        stats.memoryUsage(),
                        stats.memoryLimit(),
                        stats.memoryMaxUsage(),
                        stats.cpuNanos(),
                        stats.cpuUserNanos(),
                        stats.cpuSystemNanos(),
                        stats.cpuThrottledNanos(),
                        stats.pids(),
                        stats.pidsLimit(),
                        stats.blockReadBytes(),
                        stats.blockWriteBytes(),
                        stats.oomKills()))
                .allMatch(value -> value == null || value >= 0);
        try {
            assertThat(Bounds.within(length, cgroup::processes)).allMatch(pid -> pid > 0);
        } catch (UnavailableException e) {
            assertThat(e.getMessage()).contains(directory.toString());
        }
        cgroup.thaw();
        WRITTEN.remove("freezer.state"); // thaw may have written there
    }
}
