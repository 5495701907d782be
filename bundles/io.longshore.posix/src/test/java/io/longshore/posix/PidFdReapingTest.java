// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.posix.WaitStatus.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PidFdReapingTest {

    private final List<Process> started = new ArrayList<>();
    private LinuxPosix posix;

    @TempDir
    private Path directory;

    @BeforeEach
    void load() {
        posix = new LinuxPosix();
        posix.setChildSubreaper(true);
    }

    @AfterEach
    void close() {
        started.forEach(Process::destroyForcibly);
        posix.setChildSubreaper(false);
        posix.close();
    }

    @Test
    void anOrphanIsReapedOnce() throws Exception {
        Path gate = directory.resolve("gate");
        posix.mkfifo(gate, 0600);
        try (PidFd pidfd = posix.pidfdOpen(orphan("read line < " + gate + "; exit 42"))) {
            assertThat(pidfd.reap()).isEmpty();

            Files.writeString(gate, "go\n");
            await(pidfd.exited());

            assertThat(pidfd.reap()).contains(new WaitStatus(Cause.EXITED, 42));
            assertThat(refusal(pidfd::reap)).isEqualTo(Errno.ECHILD);
        }
    }

    @Test
    void anOrphanEndedByASignalTellsWhich() throws Exception {
        try (PidFd pidfd = posix.pidfdOpen(orphan("exec sleep 60"))) {
            pidfd.sendSignal(9);
            await(pidfd.exited());

            WaitStatus status = pidfd.reap().orElseThrow();

            assertThat(status).isEqualTo(new WaitStatus(Cause.KILLED, 9));
            assertThat(status.exitStatus()).isEqualTo(137);
        }
    }

    @Test
    void aProcessThatIsNoChildHasNoStatusForUs() {
        try (PidFd pidfd = posix.pidfdOpen(1)) {
            assertThat(refusal(pidfd::reap)).isEqualTo(Errno.ECHILD);
        }
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    /** A process whose parent is gone, so that it is given to us, and the JDK knows nothing of it. */
    private int orphan(String script) throws Exception {
        Process parent = start("sh", "-c", "(" + script + ") > /dev/null & echo $!");
        try (BufferedReader pid = parent.inputReader()) {
            int orphan = Integer.parseInt(pid.readLine());
            assertThat(parent.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return orphan;
        }
    }

    private static void await(CompletionStage<Void> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Errno refusal(ThrowingCallable call) {
        PosixException refused = catchThrowableOfType(PosixException.class, call);
        assertThat(refused).as("the kernel refused").isNotNull();
        return refused.errno();
    }
}
