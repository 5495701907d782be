// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PidFdTest {

    private static final String WATCHER = "longshore-posix-pidfd";

    private final List<Process> started = new ArrayList<>();
    private LinuxPosix posix;

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
    void exitIsToldOnTheOneThreadWhenTheProcessEnds() throws Exception {
        Process sleep = start("sleep", "60");
        try (PidFd pidfd = posix.pidfdOpen((int) sleep.pid())) {
            CompletableFuture<String> thread = pidfd.exited()
                    .thenApply(ended -> Thread.currentThread().getName())
                    .toCompletableFuture();
            assertThat(thread).isNotDone();

            pidfd.sendSignal(15);

            assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo(WATCHER);
            assertThat(pidfd.pid()).isEqualTo((int) sleep.pid());
        }
    }

    @Test
    void exitIsToldAtOnceWhenTheProcessHadEnded() throws Exception {
        int orphan = orphan("exec sleep 60");
        try (PidFd pidfd = posix.pidfdOpen(orphan)) {
            pidfd.sendSignal(9);
            await(pidfd.exited());

            try (PidFd afterTheEnd = posix.pidfdOpen(orphan)) {
                await(afterTheEnd.exited());
            }

            pidfd.reap();
        }
    }

    @Test
    void aReapedProcessCannotBeOpenedNorSignalled() throws Exception {
        Process process = start("sleep", "60");
        try (PidFd pidfd = posix.pidfdOpen((int) process.pid())) {
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

            assertThat(refusal(() -> pidfd.sendSignal(0))).isEqualTo(Errno.ESRCH);
            assertThat(refusal(() -> posix.pidfdOpen((int) process.pid()))).isEqualTo(Errno.ESRCH);
        }
    }

    @Test
    void twoHundredExitsAreToldByOneThread() throws Exception {
        List<PidFd> all = new ArrayList<>();
        List<CompletableFuture<Void>> exits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            PidFd pidfd = posix.pidfdOpen((int) start("sleep", "60").pid());
            all.add(pidfd);
            exits.add(pidfd.exited().toCompletableFuture());
        }
        assertThat(watchers()).isEqualTo(1);

        // when: every other one ends
        for (int i = 0; i < 200; i += 2) {
            all.get(i).sendSignal(9);
        }
        for (int i = 0; i < 200; i += 2) {
            exits.get(i).get(20, TimeUnit.SECONDS);
        }

        assertThat(exits.stream().filter(exit -> !exit.isDone())).hasSize(100);
        all.forEach(PidFd::close);
        assertThat(exits).allMatch(CompletableFuture::isDone);
    }

    @Test
    void closingCancelsTheExitAndRefusesFurtherCalls() throws Exception {
        PidFd pidfd = posix.pidfdOpen((int) start("sleep", "60").pid());
        CompletionStage<Void> exit = pidfd.exited();

        pidfd.close();
        pidfd.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> await(exit))
                .withCauseInstanceOf(CancellationException.class);
        assertThatIllegalStateException().isThrownBy(() -> pidfd.sendSignal(0));
        assertThatIllegalStateException().isThrownBy(pidfd::exited);
        assertThatIllegalStateException().isThrownBy(pidfd::reap);
    }

    @Test
    void closingTheServiceCancelsExitsAndEndsTheThread() throws Exception {
        LinuxPosix other = new LinuxPosix();
        try (PidFd pidfd = other.pidfdOpen((int) start("sleep", "60").pid())) {
            CompletionStage<Void> exit = pidfd.exited();

            other.close();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> await(exit))
                    .withCauseInstanceOf(CancellationException.class);
            assertThat(watchers()).isEqualTo(1);
            pidfd.sendSignal(0);
        }
    }

    @Test
    void aFailingDependentDoesNotEndTheThread() throws Exception {
        try (PidFd first = posix.pidfdOpen((int) start("sleep", "60").pid());
                PidFd second = posix.pidfdOpen((int) start("sleep", "60").pid())) {
            CompletionStage<Void> broken = first.exited().thenRun(() -> {
                throw new IllegalStateException("dependent");
            });

            first.sendSignal(9);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> await(broken));
            second.sendSignal(9);

            await(second.exited());
        }
    }

    @Test
    void theCallerCannotCompleteTheExit() throws Exception {
        try (PidFd pidfd = posix.pidfdOpen((int) start("sleep", "60").pid())) {
            pidfd.exited().toCompletableFuture().complete(null);

            assertThat(pidfd.exited().toCompletableFuture()).isNotDone();
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

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(WATCHER))
                .count();
    }
}
