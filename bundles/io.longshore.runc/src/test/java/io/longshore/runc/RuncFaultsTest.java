// SPDX-License-Identifier: Apache-2.0
package io.longshore.runc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.UnknownException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes that hang, flood, crash or are not there. */
@Timeout(120)
class RuncFaultsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ContainerId WEB = new ContainerId("web");
    private static final String HANG_WITH_A_CHILD = """
            sleep 1000 &
            echo $! > "$DIR/child"
            echo $$ > "$DIR/self.new"
            mv "$DIR/self.new" "$DIR/self"
            wait""";

    @TempDir
    Path directory;

    @Test
    void aRuntimeThatHangsIsKilledAtTheDeadlineWithItsChildren() {
        FakeRuntime runtime = new FakeRuntime(directory, HANG_WITH_A_CHILD);

        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(() -> runtime.runc().delete(WEB, true, Duration.ofSeconds(2)))
                .withMessageContaining("fake-runc delete web did not end within 2000 ms");

        await().until(() -> !runtime.isRunning("self") && !runtime.isRunning("child"));
        await().until(() -> drains() == 0);
    }

    @Test
    void anInterruptedCallerLeavesNoProcessAndKeepsItsFlag() throws Exception {
        FakeRuntime runtime = new FakeRuntime(directory, HANG_WITH_A_CHILD);
        CompletableFuture<Boolean> flagAfter = new CompletableFuture<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        runtime.runc().delete(WEB, true, TIMEOUT);
                        flagAfter.completeExceptionally(new AssertionError("it returned"));
                    } catch (CancelledException e) {
                        flagAfter.complete(Thread.currentThread().isInterrupted());
                    }
                },
                "longshore-test-caller");
        caller.start();
        await().until(() -> Files.exists(runtime.left("self")));

        caller.interrupt();

        assertThat(flagAfter.get(20, SECONDS)).isTrue();
        await().until(() -> !runtime.isRunning("self") && !runtime.isRunning("child"));
    }

    @Test
    void nothingIsStartedWhenNoTimeIsLeft() {
        FakeRuntime runtime = new FakeRuntime(directory, "touch \"$DIR/started\"");

        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(() -> runtime.runc().delete(WEB, true, Duration.ZERO));

        assertThat(runtime.left("started")).doesNotExist();
    }

    @Test
    void R30_aFloodOfErrorsNeitherBlocksNorHidesTheLastOne() throws IOException {
        Runc runc = new FakeRuntime(directory, """
                        head -c 67108864 /dev/zero | tr '\\0' 'x' >&2
                        echo >&2
                        echo '{"level":"error","msg":"first"}' >&2
                        echo '{"level":"error","msg":"the disk is full"}' >&2
                        exit 1""").having("web").runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.state(WEB, TIMEOUT))
                .withMessage("fake-runc state web: the disk is full");
    }

    @Test
    void anAnswerOfSixtyFourMegabytesIsReadToItsEndAndRefused() throws IOException {
        Runc runc = new FakeRuntime(directory, "head -c 67108864 /dev/zero | tr '\\0' ' '; echo '{}'")
                .having("web")
                .runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.state(WEB, TIMEOUT))
                .withMessageContaining("fake-runc state web");
    }

    @Test
    void aRuntimeThatCannotStartTellsItsExitStatus() throws IOException {
        Runc runc = new FakeRuntime(directory, "exit 127").having("web").runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.state(WEB, TIMEOUT))
                .withMessage("fake-runc state web: it ended with exit status 127 and said nothing");
    }

    @Test
    void aRuntimeThatWasKilledTellsBySignal() throws IOException {
        Runc runc = new FakeRuntime(directory, "kill -9 $$").having("web").runc();

        assertThatExceptionOfType(UnknownException.class)
                .isThrownBy(() -> runc.state(WEB, TIMEOUT))
                .withMessageContaining("137, as after signal 9");
    }

    @Test
    void aChildThatKeepsThePipesOpenDelaysNobodyForLong() throws IOException {
        FakeRuntime runtime = new FakeRuntime(directory, """
                        sleep 1000 &
                        echo $! > "$DIR/child"
                        echo '{"level":"error","msg":"hook"}' >&2
                        exit 1""").having("web");

        try {
            assertThatExceptionOfType(UnknownException.class)
                    .isThrownBy(() -> runtime.runc().version(TIMEOUT))
                    .withMessage("fake-runc version: hook");
            assertThat(runtime.isRunning("child")).isTrue();
        } finally {
            runtime.process("child").destroyForcibly();
        }
        await().until(() -> drains() == 0);
    }

    @Test
    void aScriptWithoutItsInterpreterIsNotInstalledProperly() throws IOException {
        FakeRuntime runtime = new FakeRuntime(directory, "");
        Files.writeString(runtime.left("fake-runc"), "#!/no/such/interpreter\n");

        assertThatExceptionOfType(FailedPreconditionException.class)
                .isThrownBy(() -> runtime.runc().version(TIMEOUT))
                .withMessageContaining("cannot be run");
    }

    @Test
    void R34_threadsAndDescriptorsAreFlatAfterManyCalls() throws IOException {
        Runc runc = new FakeRuntime(directory, "echo web").runc();
        runc.version(TIMEOUT);
        long before = openDescriptors();

        for (int i = 0; i < 300; i++) {
            runc.version(TIMEOUT);
        }

        await().until(() -> drains() == 0);
        assertThat(openDescriptors()).isLessThan(before + 20);
    }

    private static long drains() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-runc-"))
                .count();
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
