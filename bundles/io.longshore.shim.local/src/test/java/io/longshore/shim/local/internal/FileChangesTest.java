// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileChangesTest {
    private static final Path UNIFIED = Path.of("/sys/fs/cgroup/unified");

    private final FileChanges changes = new FileChanges(Runnable::run);
    private final Semaphore told = new Semaphore(0);

    @AfterEach
    void close() {
        changes.close();
    }

    @Test
    void aChangeOfTheFileIsToldAndOfAnotherNot(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "one");
        Path other = Files.writeString(directory.resolve("other"), "one");
        Runnable unwatch = changes.watch(file, told::release);

        Files.writeString(other, "two");
        assertThat(told.tryAcquire(200, java.util.concurrent.TimeUnit.MILLISECONDS))
                .isFalse();
        Files.writeString(file, "two");
        assertThat(told.tryAcquire(30, SECONDS)).isTrue();

        unwatch.run();
    }

    /** The kernel tells of {@code memory.events} as it does of this file, which needs no controller. */
    @Test
    void whatTheKernelChangesInACgroupIsTold() throws Exception {
        assumeTrue(Files.isWritable(UNIFIED.resolve("cgroup.procs")), "needs root and a cgroup v2 hierarchy");
        Path cgroup = Files.createDirectory(
                UNIFIED.resolve("longshore-test-" + ProcessHandle.current().pid()));
        try {
            changes.watch(cgroup.resolve("cgroup.events"), told::release);
            Process sleep = new ProcessBuilder("sleep", "1000").start();
            try {
                Files.writeString(cgroup.resolve("cgroup.procs"), String.valueOf(sleep.pid()));
                assertThat(told.tryAcquire(10, SECONDS)).as("it is populated").isTrue();
                told.drainPermits();
            } finally {
                sleep.destroyForcibly().waitFor();
            }
            assertThat(told.tryAcquire(10, SECONDS)).as("it is not any more").isTrue();
        } finally {
            Files.delete(cgroup);
        }
    }
}
