// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against the installed runc, as root; skipped without. */
@Timeout(300)
class RealRuncTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aContainerIsSeenKilledAndDeleted() throws Exception {
        try (RealContainer container = new RealContainer(directory, "life", "/bin/busybox", "sleep", "1000")) {
            Runc runc = new Runc("runc", container.root(), false);

            RuncState created = runc.state(container.id(), TIMEOUT);
            assertThat(created.status()).isEqualTo(RuncState.Status.CREATED);
            assertThat(created.bundle()).isEqualTo(directory.toRealPath());
            assertThat(ProcessHandle.of(created.pid())).isPresent();

            container.start();
            assertThat(runc.state(container.id(), TIMEOUT))
                    .isEqualTo(new RuncState("life", RuncState.Status.RUNNING, created.pid(), created.bundle()));
            assertThatExceptionOfType(FailedPreconditionException.class)
                    .isThrownBy(() -> runc.delete(container.id(), false, TIMEOUT))
                    .withMessageContaining("running");

            runc.kill(container.id(), Signal.KILL, false, TIMEOUT);
            awaitStopped(runc, container);
            assertThat(runc.state(container.id(), TIMEOUT).pid()).isZero();
            assertThatExceptionOfType(NotFoundException.class)
                    .isThrownBy(() -> runc.kill(container.id(), Signal.KILL, false, TIMEOUT))
                    .withMessageContaining("has ended");
            runc.kill(container.id(), Signal.KILL, true, TIMEOUT);

            runc.delete(container.id(), false, TIMEOUT);
            assertGone(runc, container);
        }
    }

    @Test
    void forceDeletesWhatRuns() throws Exception {
        try (RealContainer container = new RealContainer(directory, "forced", "/bin/busybox", "sleep", "1000")) {
            Runc runc = new Runc("runc", container.root(), false);
            container.start();

            runc.delete(container.id(), true, TIMEOUT);

            assertGone(runc, container);
            runc.delete(container.id(), true, TIMEOUT);
        }
    }

    @Test
    void killReachesAllProcesses() throws Exception {
        try (RealContainer container = new RealContainer(
                directory, "all", "/bin/busybox", "sh", "-c", "/bin/busybox sleep 1000 & /bin/busybox sleep 1000")) {
            Runc runc = new Runc("runc", container.root(), false);
            container.start();

            runc.kill(container.id(), Signal.KILL, true, TIMEOUT);

            awaitStopped(runc, container);
        }
    }

    @Test
    void aRecordThatRuncCannotReadIsNotMistakenForNoContainer() throws Exception {
        try (RealContainer container = new RealContainer(directory, "torn", "/bin/busybox", "true")) {
            Runc runc = new Runc("runc", container.root(), false);
            Path record = container.root().resolve("torn/state.json");
            String intact = Files.readString(record);
            Files.writeString(record, "{");

            try {
                assertThatExceptionOfType(UnknownException.class)
                        .isThrownBy(() -> runc.state(container.id(), TIMEOUT))
                        .withMessage("runc state torn: unexpected EOF");
            } finally {
                Files.writeString(record, intact);
            }
        }
    }

    @Test
    void runcTellsItsVersion() throws Exception {
        try (RealContainer container = new RealContainer(directory, "version", "/bin/busybox", "true")) {
            Runc runc = new Runc("runc", container.root(), false);

            assertThat(runc.version(TIMEOUT)).startsWith("runc version ");
        }
    }

    private static void awaitStopped(Runc runc, RealContainer container) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> runc.state(container.id(), TIMEOUT).status() == RuncState.Status.STOPPED);
    }

    private static void assertGone(Runc runc, RealContainer container) throws Exception {
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> runc.state(container.id(), TIMEOUT));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> runc.delete(container.id(), false, TIMEOUT));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> runc.kill(container.id(), Signal.KILL, false, TIMEOUT));
        assertThat(container.cgroups())
                .noneMatch(it -> it.endsWith(container.id().value()));
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                .doesNotContain(container.directory().toString());
    }
}
