// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.WaitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FirstExitTest {
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00Z");

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private final Queue<Runnable> killing = new ArrayDeque<>();
    private final List<Runnable> other = new ArrayList<>();
    private final CompletableFuture<Exit> told = new CompletableFuture<>();
    private Orphans orphans;
    private FakeRuntime runtime;
    private ShimLaunch launch;
    private FirstExit exit;

    @BeforeEach
    void open() throws Exception {
        runtime = new FakeRuntime(directory);
        launch = runtime.launch("web");
        orphans = new Orphans(posix, Duration.ofMillis(10));
        LocalContext context =
                new LocalContext(posix, Clock.systemUTC(), other::add, killing::add, other::add, orphans);
        exit = new FirstExit(launch, context, new ContainerCommands(launch, posix));
    }

    @AfterEach
    void close() {
        orphans.close();
        // it goes on for a while, and would take what belongs to the next test
        await().until(orphans::isOver);
        posix.close();
    }

    private void sharePidNamespace() throws Exception {
        Files.writeString(launch.bundle().resolve("config.json"), "{\"linux\":{\"namespaces\":[]}}");
    }

    @Test
    void isWrittenDownBeforeItIsTold() {
        CompletableFuture<Boolean> written =
                told.thenApply(exit -> ExitFile.read(launch.bundle(), 4711).isPresent());

        exit.settle(4711, new WaitStatus(WaitStatus.Cause.EXITED, 3), AT, told);

        assertThat(told).isCompletedWithValue(Exit.exited(3, AT));
        assertThat(written).isCompletedWithValue(true);
        assertThat(killing).isEmpty();
    }

    @Test
    void whatSharesItsPidNamespaceIsKilledFirstByAnotherThread() throws Exception {
        sharePidNamespace();

        exit.settle(4711, new WaitStatus(WaitStatus.Cause.EXITED, 3), AT, told);

        assertThat(told).isNotDone();
        assertThat(Files.exists(directory.resolve("lines"))).as("runc was run").isFalse();
        killing.remove().run();
        assertThat(told).isCompletedWithValue(Exit.exited(3, AT));
        assertThat(runtime.lines()).singleElement().asString().endsWith(" kill --all web 9");
        assertThat(other).isEmpty();
    }

    @Test
    void isToldThoughTheOthersCannotBeKilled() throws Exception {
        sharePidNamespace();
        runtime.before("kill", "exit 1");

        exit.settle(4711, null, AT, told);
        killing.remove().run();

        assertThat(told.get(30, SECONDS).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
    }

    @Test
    void whoIsKilledWithWhatDrivesItWasNotEndedByItself() {
        exit.stopped("the end of all");

        exit.settle(4711, new WaitStatus(WaitStatus.Cause.KILLED, 9), AT, told);

        assertThat(told).isCompletedWithValue(new Exit(137, AT, Exit.Cause.SHIM_LOST, "the end of all"));
    }

    @Test
    void whoWasFasterWasEndedByItself() {
        exit.stopped("the end of all");

        exit.settle(4711, new WaitStatus(WaitStatus.Cause.EXITED, 0), AT, told);

        assertThat(told).isCompletedWithValue(Exit.exited(0, AT));
    }
}
