// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChildrenTest {

    private LinuxPosix posix;

    @BeforeEach
    void load() {
        posix = new LinuxPosix();
    }

    @AfterEach
    void close() {
        posix.setChildSubreaper(false);
        posix.close();
    }

    /** The orphan of a shell that has ended; ours, if we are the subreaper. */
    private static int orphan(String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", command + " >/dev/null 2>&1 & echo $!").start();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
            int pid = Integer.parseInt(reader.readLine());
            assertThat(shell.waitFor()).isZero();
            return pid;
        }
    }

    @Test
    void anOrphanThatEndedIsSeenUntilItIsReapedAndNotTakenFromAnybody() throws Exception {
        posix.setChildSubreaper(true);
        assertThat(posix.hasUnreapedChild()).isFalse();
        try (PidFd orphan = posix.pidfdOpen(orphan("sleep 1000"))) {
            assertThat(posix.hasUnreapedChild()).as("it runs").isFalse();

            orphan.sendSignal(9);
            orphan.exited().toCompletableFuture().get(30, TimeUnit.SECONDS);

            assertThat(posix.hasUnreapedChild()).isTrue();
            assertThat(posix.hasUnreapedChild()).isTrue();
            assertThat(orphan.reap()).contains(new WaitStatus(WaitStatus.Cause.KILLED, 9));
            assertThat(posix.hasUnreapedChild()).isFalse();
        }
    }

    @Test
    void aCgroupTellsOfItsRemoval() throws Exception {
        Path memory = Path.of("/sys/fs/cgroup/memory");
        assumeTrue(
                posix.geteuid() == 0 && Files.exists(memory.resolve("cgroup.event_control")),
                "needs root and cgroup v1");
        Path cgroup = Files.createDirectory(
                memory.resolve("longshore-posix-" + ProcessHandle.current().pid()));
        try (Fd notifications = posix.cgroupNotifications(
                cgroup.resolve("cgroup.event_control"), cgroup.resolve("memory.oom_control"))) {
            byte[] counter = new byte[8];
            assertThat(notifications.read(counter, 0, 8)).isZero();

            Files.delete(cgroup);
            notifications.readable().toCompletableFuture().get(30, TimeUnit.SECONDS);

            assertThat(notifications.read(counter, 0, 8)).isEqualTo(8);
        } finally {
            Files.deleteIfExists(cgroup);
        }
    }

    @Test
    void aFileThatIsNoControlIsRefused() {
        PosixException refused = catchThrowableOfType(
                PosixException.class, () -> posix.cgroupNotifications(Path.of("/no/control"), Path.of("/dev/null")));
        assertThat(refused.errno()).isEqualTo(Errno.ENOENT);
    }
}
