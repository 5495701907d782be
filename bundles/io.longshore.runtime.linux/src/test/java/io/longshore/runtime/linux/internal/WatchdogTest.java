// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import io.longshore.posix.Posix;
import io.longshore.posix.PosixException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final Duration GRACE = Duration.ofSeconds(3);

    private record Planned(Runnable task, Duration delay) {}

    private final LinkedBlockingQueue<Planned> planned = new LinkedBlockingQueue<>();
    private final LinuxPosix posix = new LinuxPosix();
    private final List<PidFd> opened = new ArrayList<>();
    private final Watchdog watchdog =
            new Watchdog(recording(), (task, delay) -> planned.add(new Planned(task, delay)), GRACE);
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private final AtomicInteger overdue = new AtomicInteger();
    private Process process;

    @BeforeEach
    void start() throws Exception {
        process = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void close() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        watchdog.close();
        assertThat(open()).isZero();
        posix.close();
    }

    private Posix recording() {
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    PidFd process = posix.pidfdOpen((int) arguments[0]);
                    opened.add(process);
                    return process;
                });
    }

    private long open() {
        return opened.stream().filter(WatchdogTest::isOpen).count();
    }

    private static boolean isOpen(PidFd process) {
        try {
            process.sendSignal(0);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private void watch(long startTime) {
        watchdog.watch(process.pid(), startTime, known, overdue::incrementAndGet);
    }

    @Test
    void processThatIsGoneIsOverdueAfterTheGrace() throws Exception {
        watch(KernelProcess.startTime(process.pid()));
        assertThat(planned).isEmpty();

        process.destroyForcibly();

        Planned check = planned.poll(10, SECONDS);
        assertThat(check.delay()).isEqualTo(GRACE);
        assertThat(overdue).hasValue(0);
        check.task().run();
        assertThat(overdue).hasValue(1);
    }

    @Test
    void processThatWasGoneBeforeIsOverdueToo() throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(10, SECONDS)).isTrue();

        watch(0);

        assertThat(planned.poll(10, SECONDS)).isNotNull();
        assertThat(open()).isZero();
    }

    @Test
    void laterProcessOfTheSameIdIsNotTakenForIt() throws Exception {
        watch(KernelProcess.startTime(process.pid()) + 1);

        assertThat(planned.poll(10, SECONDS)).isNotNull();
        assertThat(open()).isZero();
    }

    @Test
    void descriptorIsKeptUntilTheExitIsKnown() {
        watch(0);
        assertThat(open()).isEqualTo(1);

        known.complete(null);

        assertThat(open()).isZero();
        assertThat(planned).isEmpty();
    }

    @Test
    void closingLetsGoOfAll() {
        watch(0);

        watchdog.close();

        assertThat(open()).isZero();
        watch(0);
        assertThat(open()).isZero();
        assertThat(planned).isEmpty();
    }

    /** As when the kernel has no room for another one. */
    @Test
    void processThatCannotBeWatchedIsLetGoOf() {
        AtomicInteger closed = new AtomicInteger();
        PidFd full = (PidFd) Proxy.newProxyInstance(
                PidFd.class.getClassLoader(), new Class<?>[] {PidFd.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("exited")) {
                        throw new PosixException("epoll_ctl", "3", 28);
                    }
                    closed.addAndGet(method.getName().equals("close") ? 1 : 0);
                    return null;
                });
        Posix without = (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> full);
        Watchdog other = new Watchdog(without, (task, delay) -> planned.add(new Planned(task, delay)), GRACE);

        other.watch(process.pid(), 0, known, overdue::incrementAndGet);

        assertThat(closed).hasValue(1);
        assertThat(planned).isEmpty();
    }
}
