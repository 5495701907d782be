// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryCgroupTest {
    @TempDir
    Path directory;

    private Path proc;

    @BeforeEach
    void makeProc() throws Exception {
        proc = directory.resolve("proc");
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("7"));
    }

    private void given(String ours, String theirs, String mounts) throws Exception {
        Files.writeString(proc.resolve("self/cgroup"), ours);
        Files.writeString(proc.resolve("7/cgroup"), theirs);
        Files.writeString(proc.resolve("self/mountinfo"), mounts.replace("DIR", directory.toString()));
    }

    private Path file(String path, String content) throws Exception {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void theFirstVersionHasAHierarchyForMemory() throws Exception {
        given("4:memory:/karaf\n0::/\n", "5:cpu:/longshore/ns/web\n4:memory:/karaf/longshore/ns/web\n0::/\n", """
                30 25 0:28 / DIR/cpu rw - cgroup cgroup rw,cpu
                31 25 0:29 /karaf DIR/memory rw,nosuid shared:9 - cgroup cgroup rw,memory
                """);
        Path control = file("memory/longshore/ns/web/memory.oom_control", "under_oom 0\noom_kill 3\n");

        MemoryCgroup cgroup = MemoryCgroup.of(7, proc).orElseThrow();

        assertThat(cgroup.unified()).isFalse();
        assertThat(cgroup.events()).isEqualTo(control);
        assertThat(cgroup.kills()).isEqualTo(3);
        Files.delete(control);
        assertThat(cgroup.kills()).isZero();
    }

    @Test
    void theSecondVersionHasOneHierarchyForEverything() throws Exception {
        given("0::/karaf.slice\n", "0::/longshore/ns/web\n", "31 25 0:29 / DIR/all rw - cgroup2 cgroup2 rw\n");
        Path events = file("all/longshore/ns/web/memory.events", "low 0\noom 2\noom_kill 1\n");

        MemoryCgroup cgroup = MemoryCgroup.of(7, proc).orElseThrow();

        assertThat(cgroup.unified()).isTrue();
        assertThat(cgroup.events()).isEqualTo(events);
        assertThat(cgroup.kills()).isEqualTo(1);
    }

    @Test
    void aCgroupThatIsOursIsNotTheContainers() throws Exception {
        given("4:memory:/karaf\n", "4:memory:/karaf\n", "31 25 0:29 / DIR/memory rw - cgroup cgroup rw,memory\n");
        file("memory/karaf/memory.oom_control", "oom_kill 3\n");

        assertThat(MemoryCgroup.of(7, proc)).isEmpty();
        assertThat(MemoryCgroup.of(8, proc)).as("there is no such process").isEmpty();
    }
}
