// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrphansTest {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final LinuxPosix posix = new LinuxPosix();
    private final Orphans orphans = new Orphans(posix, PERIOD);

    @AfterEach
    void close() {
        orphans.close();
        // it goes on for a while, and would take what belongs to the next test
        await().until(orphans::isOver);
        posix.close();
    }

    /** The child of a shell that has ended. */
    private PidFd orphan() throws Exception {
        return orphan("sleep 1000");
    }

    private PidFd orphan(String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", command + " >/dev/null 2>&1 & echo $!").start();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8))) {
            PidFd orphan = posix.pidfdOpen(Integer.parseInt(reader.readLine()));
            assertThat(shell.waitFor()).isZero();
            return orphan;
        }
    }

    private static void kill(PidFd process) throws Exception {
        process.sendSignal(9);
        process.exited().toCompletableFuture().get(30, SECONDS);
    }

    @Test
    void anOrphanIsBuriedWhenItHasEnded() throws Exception {
        try (PidFd orphan = orphan()) {
            kill(orphan);

            await().untilAsserted(() -> assertThat(posix.hasUnreapedChild()).isFalse());
        }
    }

    /** As what a command that adds a process has started; a container that is ended waits for it. */
    @Test
    void whatAMakingThatWasGivenUpHasLeftInAContainerIsBuriedAtOnceWhenItEnds() throws Exception {
        orphans.close();
        await().until(orphans::isOver);
        try (Orphans slow = new Orphans(posix, Duration.ofHours(1));
                PidFd outside = orphan("sleep 1000");
                PidFd command = orphan("unshare --pid --fork sleep 1000")) {
            await().until(() ->
                    ProcessHandle.of(command.pid()).orElseThrow().children().count() == 1);
            long pid = ProcessHandle.of(command.pid())
                    .orElseThrow()
                    .children()
                    .findAny()
                    .orElseThrow()
                    .pid();
            try (PidFd inside = posix.pidfdOpen((int) pid)) {
                kill(command);
                assertThat(command.reap()).isPresent();
                slow.givenUp();

                kill(outside);
                kill(inside);

                await().untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
                assertThat(outside.reap()).as("for whoever waits for it").isPresent();
            }
        }
    }

    @Test
    void whoIsDeadAtTheEndIsStillBuried() throws Exception {
        try (PidFd orphan = orphan()) {
            kill(orphan);
            orphans.close();

            await().untilAsserted(() -> assertThat(posix.hasUnreapedChild()).isFalse());
        }
    }

    @Test
    void whatIsOursIsLeftToUs() throws Exception {
        try (PidFd ours = orphan();
                PidFd other = orphan()) {
            orphans.claim(ours.pid());
            kill(ours);
            kill(other);

            await().untilAsserted(
                            () -> assertThat(ProcessHandle.of(other.pid())).isEmpty());

            assertThat(ours.reap()).isPresent();
        }
    }

    @Test
    void whatMayBecomeOursIsLeftUntilThatIsKnown() throws Exception {
        long launch = orphans.launches().begin();
        try (PidFd ours = orphan();
                PidFd later = orphan()) {
            kill(ours);
            await().untilAsserted(() -> assertThat(posix.hasUnreapedChild()).isTrue());
            long next = orphans.launches().begin();
            kill(later);
            orphans.claim(ours.pid());
            orphans.launches().end(launch);
            orphans.launches().end(next);

            await().untilAsserted(
                            () -> assertThat(ProcessHandle.of(later.pid())).isEmpty());
            assertThat(ours.reap()).isPresent();
        }
    }

    /** As the JDK does, for each of its own. */
    @Test
    void aDeadChildIsLeftForAPeriodToWhoeverWaitsForIt() throws Exception {
        try (Orphans slow = new Orphans(posix, Duration.ofHours(1));
                PidFd child = orphan()) {
            orphans.close();
            await().until(orphans::isOver);
            kill(child);

            slow.look();
            assertThat(posix.hasUnreapedChild()).as("seen once").isTrue();
            slow.look();

            assertThat(posix.hasUnreapedChild()).as("seen twice").isFalse();
        }
    }

    @Test
    void whatItWasBeforeItIsAgain() {
        assertThat(posix.isChildSubreaper()).isTrue();

        orphans.close();

        assertThat(posix.isChildSubreaper()).isFalse();
    }
}
