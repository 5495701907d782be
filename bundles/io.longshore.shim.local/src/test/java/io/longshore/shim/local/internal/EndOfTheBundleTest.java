// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimTask;
import java.nio.file.Files;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who drives containers comes to its end, and who drives them next. */
class EndOfTheBundleTest extends LocalShimFixture {
    @Test
    void closingTheDriverLeavesTheContainerToTheNextOne() throws Exception {
        Shim before = created(Stdio.NULL);
        long pid = before.start(null, TIMEOUT);
        CompletionStage<Exit> abandoned = before.exit(null);

        driver.close();
        assertThat(abandoned.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> before.state(null, TIMEOUT)).isInstanceOf(UnavailableException.class);
        driver = provider.open(directory.resolve("root"), directory.resolve("state"), event -> {});

        Shim shim = driver.connect(launch, TIMEOUT);
        assertThat(shim.state(null, TIMEOUT).state()).isEqualTo(TaskState.RUNNING);
        assertThat(shim.state(null, TIMEOUT).pid()).isEqualTo(pid);
        shim.kill(null, Signal.KILL, false, TIMEOUT);
        assertThat(ended(shim.exit(null)).status()).isEqualTo(137);
        assertThat(before.lost().toCompletableFuture()).isNotDone();
    }

    @Test
    void closingTheProviderEndsTheContainerAndSaysWhy() throws Exception {
        Shim shim = created(Stdio.NULL);
        long pid = shim.start(null, TIMEOUT);
        CompletionStage<Exit> exit = shim.exit(null);

        provider.close();

        assertThat(ended(exit).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(shim.lost().toCompletableFuture()).isCompleted();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(runtime.root().resolve("ns/web")).doesNotExist();
        assertThat(driver.publishedExit(launch, pid)).contains(ended(exit));
        assertThatThrownBy(() -> driver.connect(launch, TIMEOUT)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> driver.start(launch, TIMEOUT)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> shim.start(null, TIMEOUT)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void reclaimingEndsWhatAnEarlierJvmHasLeft() throws Exception {
        runtime.before("start", "while true; do sleep 0.05; done");
        Process left = new ProcessBuilder(
                        runtime.program().toString(),
                        "--root",
                        runtime.root().resolve("ns").toString(),
                        "start",
                        "web")
                .start();
        Process other = new ProcessBuilder(
                        runtime.program().toString(),
                        "--root",
                        runtime.root().resolve("ns").toString(),
                        "start",
                        "other")
                .start();
        try {
            await().until(() ->
                    Files.exists(directory.resolve("lines")) && runtime.lines().size() == 2);

            driver.reclaim(launch, TIMEOUT);

            assertThat(left.waitFor(10, SECONDS)).isTrue();
            assertThat(left.exitValue()).isEqualTo(137);
            assertThat(other.isAlive()).as("of another container").isTrue();
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(10, SECONDS)).isTrue();
        }
    }

    @Test
    void containersAreKilledAtTheEndAlsoIfTheRuntimeCannotDeleteThem() throws Exception {
        runtime.before("delete", "exit 1");
        Shim shim = created(Stdio.NULL);
        long pid = shim.start(null, TIMEOUT);
        CompletionStage<Exit> exit = shim.exit(null);

        provider.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(ended(exit).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(shim.lost().toCompletableFuture()).isCompleted();
    }

    @Test
    void nothingIsCreatedAfterTheEnd() throws Exception {
        LocalContainers containers = new LocalContainers(posix);
        LocalContainer container = containers.add(launch);

        containers.close();

        assertThatThrownBy(() -> container.create(CreateOptions.DEFAULT, TIMEOUT))
                .isInstanceOf(UnavailableException.class);
        assertThat(runtime.root().resolve("ns/web")).doesNotExist();
    }

    @Test
    void whoseEndIsNotKnownHearsThatNobodyWillTellIt() throws Exception {
        Shim shim = driver.start(launch, TIMEOUT);
        runtime.first("true");
        CreateOptions restored = CreateOptions.DEFAULT.withCheckpoint(directory);
        shim.create(new ShimTask(launch.id(), launch.bundle(), launch.runc().runtime(), restored), TIMEOUT);
        CompletionStage<Exit> exit = shim.exit(null);

        provider.close();

        assertThat(exit.toCompletableFuture()).isCompletedExceptionally();
    }
}
