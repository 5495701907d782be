// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As a runc leaves it that was killed while it made a container. Needs to be root, and version 1 of pids at the usual place. */
class UnnotedCgroupTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Path PIDS = Path.of("/sys/fs/cgroup/pids");
    private static final Namespace NS =
            new Namespace("test-" + ProcessHandle.current().pid());
    private static final ContainerId ID = new ContainerId("web");

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private final UnnotedCgroup unnoted = new UnnotedCgroup(new Cgroups(Path.of("/proc")), posix);
    private final Path parent = PIDS.resolve("longshore/" + NS);
    private final Path cgroup = parent.resolve(ID.value());
    private Process process;

    @BeforeEach
    void make() throws Exception {
        // it ends when its input does
        process = new ProcessBuilder("cat").start();
        assumeTrue(Files.isWritable(PIDS) && Files.exists(PIDS.resolve("cgroup.procs")));
        Files.createDirectories(cgroup);
    }

    @AfterEach
    void remove() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        Files.deleteIfExists(cgroup);
        Files.deleteIfExists(parent);
        posix.close();
    }

    private void join() throws IOException {
        Files.writeString(cgroup.resolve("cgroup.procs"), String.valueOf(process.pid()));
    }

    private void specify(String cgroupsPath) throws IOException {
        Files.writeString(
                directory.resolve(OciBundle.CONFIG),
                OciSpec.parse("{\"linux\":{\"cgroupsPath\":\"" + cgroupsPath + "\"}}")
                        .toJson());
    }

    private TaskRecord intent() {
        ShimLaunch launch =
                new ShimLaunch(NS, ID, directory, directory, "containerd-shim", RuncOptions.NONE, "", false);
        return TaskRecord.intent("boot", "v1", launch, CreateOptions.DEFAULT, 0);
    }

    private void clear(TaskRecord record, Duration atMost) {
        unnoted.clear(record, new OciBundle(directory, directory), atMost);
    }

    /** As runc's init does when its runc is gone. */
    @Test
    void whatIsInItEndsByItselfAndItIsRemoved() throws Exception {
        specify("/longshore/" + NS + "/" + ID);
        join();
        CompletableFuture<Void> cleared = CompletableFuture.runAsync(() -> clear(intent(), LONG));

        process.getOutputStream().close();

        assertThat(cleared).succeedsWithin(LONG);
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        assertThat(cgroup).doesNotExist();
        assertThat(parent).exists();
    }

    @Test
    void whereOthersAreNothingIsKilledAndItStays() throws Exception {
        specify("/longshore/" + NS + "/" + ID);
        join();

        clear(intent(), Duration.ofMillis(100));

        assertThat(process.isAlive()).isTrue();
        assertThat(cgroup).exists();
    }

    @Test
    void oneOfAnotherPathIsRemovedWhenItIsEmpty() throws Exception {
        Files.delete(cgroup);
        specify("/longshore/" + NS);

        clear(intent(), LONG);

        assertThat(parent).doesNotExist();
    }

    @Test
    void whatIsInTheRecordOrWasNeverSpecifiedIsLeftToOthers() throws Exception {
        clear(intent(), LONG);
        specify("/longshore/" + NS + "/" + ID);
        clear(intent().created(new FirstProcess(7, 0, null), Instant.EPOCH), LONG);

        assertThat(cgroup).exists();
    }
}
