// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.TaskStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Needs to be root on a host with version 1 of memory and pids at the usual place. */
class RealCgroupTest {
    private static final String NAME =
            "longshore-test-" + ProcessHandle.current().pid();
    private static final Path MEMORY = Path.of("/sys/fs/cgroup/memory");
    private static final Path PIDS = Path.of("/sys/fs/cgroup/pids");
    private static final List<Path> DIRECTORIES = List.of(MEMORY.resolve(NAME), PIDS.resolve(NAME));

    private final Cgroups cgroups = new Cgroups(Path.of("/proc"));

    @BeforeEach
    void makeCgroups() throws IOException {
        assumeTrue(Stream.of(MEMORY, PIDS)
                .allMatch(top -> Files.isWritable(top) && Files.exists(top.resolve("cgroup.procs"))));
        assumeTrue(Files.exists(MEMORY.resolve("memory.usage_in_bytes")), "version 1");
        for (Path directory : DIRECTORIES) {
            Files.createDirectory(directory);
        }
    }

    @AfterEach
    void removeCgroups() throws IOException {
        for (Path directory : DIRECTORIES) {
            Files.deleteIfExists(directory);
        }
    }

    @Test
    void readsWhatAProcessUsesAndOutlivesIt() throws Exception {
        Files.writeString(MEMORY.resolve(NAME).resolve("memory.limit_in_bytes"), "67108864");
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            // given
            for (Path directory : DIRECTORIES) {
                Files.writeString(directory.resolve("cgroup.procs"), String.valueOf(sleep.pid()));
            }

            // when
            Cgroup cgroup = cgroups.of(sleep.pid());
            TaskStats running = cgroup.stats(Instant.EPOCH);

            // then
            assertThat(cgroup.directories()).containsOnlyKeys("memory", "pids").containsValues(DIRECTORIES.get(0));
            assertThat(running.pids()).isEqualTo(1);
            assertThat(running.pidsLimit()).isNull();
            assertThat(running.memoryLimit()).isEqualTo(67108864);
            assertThat(running.memoryUsage()).isNotNull();
            assertThat(running.oomKills()).isZero();
            assertThat(running.cpuNanos()).isNull();
            assertThat(cgroup.processes()).containsExactly(sleep.pid());

            // when
            sleep.destroyForcibly();
            assertThat(sleep.waitFor(10, TimeUnit.SECONDS)).isTrue();

            // then
            assertThat(cgroup.processes()).isEmpty();
            assertThat(cgroup.stats(Instant.EPOCH).pids()).isZero();

            // when
            removeCgroups();

            // then
            assertThat(cgroup.processes()).isEmpty();
            assertThatThrownBy(() -> cgroup.stats(Instant.EPOCH)).isInstanceOf(NotFoundException.class);
        } finally {
            sleep.destroyForcibly();
            sleep.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void isFoundByItsPathAndRemovedWhenItIsEmpty() throws Exception {
        Path nested = Files.createDirectory(PIDS.resolve(NAME).resolve("nested"));

        Cgroup cgroup = cgroups.at("/" + NAME).orElseThrow();

        assertThat(cgroup.directories()).isEqualTo(Map.of("memory", DIRECTORIES.get(0), "pids", DIRECTORIES.get(1)));
        assertThat(cgroup.remove()).isFalse();
        assertThat(DIRECTORIES.get(0)).doesNotExist();
        Files.delete(nested);
        assertThat(cgroup.remove()).isTrue();
        assertThat(cgroups.at("/" + NAME)).isEmpty();
        assertThat(cgroup.remove()).isTrue();
    }

    @Test
    void pathsThatNameNoCertainPlaceFindNothing() {
        assertThat(cgroups.at(NAME)).isEmpty();
        assertThat(cgroups.at("")).isEmpty();
        assertThat(cgroups.at("/x/../" + NAME)).isEmpty();
        assertThat(cgroups.at("/" + NAME + "\0")).isEmpty();
        assertThat(cgroups.at("system.slice:longshore:web")).isEmpty();
    }

    @Test
    void thisJvmHasNoCgroupOfItsOwn() {
        assertThatThrownBy(() -> cgroups.of(ProcessHandle.current().pid())).isInstanceOf(NotFoundException.class);
    }
}
