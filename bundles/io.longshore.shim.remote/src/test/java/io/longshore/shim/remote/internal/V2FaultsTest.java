// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimTask;
import io.longshore.posix.LinuxPosix;
import io.longshore.protos.shim.v2.StateResponse;
import io.longshore.protos.types.Status;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A shim that hangs, dies or talks nonsense, at each of its calls. */
class V2FaultsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final ExecId EXEC = new ExecId("more");
    private static final Map<String, BiConsumer<Shim, Duration>> CALLS = new TreeMap<>(Map.ofEntries(
            Map.entry("State", (shim, timeout) -> shim.state(null, timeout)),
            Map.entry(
                    "Create",
                    (shim, timeout) -> shim.create(
                            new ShimTask(
                                    new ContainerId("web"), Path.of("/run/bundle"), "/bin/runc", CreateOptions.DEFAULT),
                            timeout)),
            Map.entry("Start", (shim, timeout) -> shim.start(EXEC, timeout)),
            Map.entry("Delete", Shim::delete),
            Map.entry("Pids", Shim::pids),
            Map.entry("Pause", Shim::pause),
            Map.entry("Resume", Shim::resume),
            Map.entry(
                    "Checkpoint",
                    (shim, timeout) -> shim.checkpoint(Path.of("/image"), CheckpointOptions.DEFAULT, timeout)),
            Map.entry("Kill", (shim, timeout) -> shim.kill(EXEC, Signal.TERM, false, timeout)),
            Map.entry("Exec", (shim, timeout) -> shim.exec(EXEC, "{}", Stdio.NULL, timeout)),
            Map.entry("ResizePty", (shim, timeout) -> shim.resizePty(null, 80, 25, timeout)),
            Map.entry("CloseIO", (shim, timeout) -> shim.closeStdin(null, timeout)),
            Map.entry(
                    "Update",
                    (shim, timeout) -> shim.update(LinuxResources.builder().build(), timeout)),
            Map.entry("Stats", Shim::stats)));

    @TempDir
    Path directory;

    @TempDir
    Path state;

    private final LinuxPosix posix = new LinuxPosix();
    private FakeV2Shim fake;
    private V2ShimDriver driver;
    private Shim shim;

    static Stream<String> methods() {
        return CALLS.keySet().stream();
    }

    @BeforeEach
    void open() throws Exception {
        fake = new FakeV2Shim(directory, 2);
        driver = new V2ShimDriver(state, event -> {}, posix);
        shim = driver.start(fake.launch(state, "web", ""), LONG);
        // a start asks for the streams first
        fake.answer(
                "State", StateResponse.newBuilder().setStatus(Status.CREATED).build());
    }

    @AfterEach
    void close() {
        driver.close();
        fake.close();
        posix.close();
    }

    private void call(String method, Duration timeout) {
        CALLS.get(method).accept(shim, timeout);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void callThatHangsEndsInTimeAndDisturbsNoOther(String method) {
        fake.answer(method, new CompletableFuture<MessageLite>());

        assertThatThrownBy(() -> call(method, SHORT))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("ns/web");

        fake.answer(
                "State",
                StateResponse.newBuilder().setPid(7).setStatus(Status.RUNNING).build());
        assertThat(shim.state(null, LONG).pid()).isEqualTo(7);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void deathDuringACallIsToldToTheCallerAndToWhoWatches(String method) throws Exception {
        fake.dieAt(method);

        assertThatThrownBy(() -> call(method, LONG)).isInstanceOf(UnavailableException.class);

        shim.lost().toCompletableFuture().get(10, SECONDS);
        shim.end(LONG);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void garbageFailsItsCallOnly(String method) {
        MessageLite garbage = (MessageLite) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MessageLite.class},
                (proxy, called, arguments) -> ByteString.copyFrom(new byte[] {-1}));
        fake.answer(method, garbage);

        assertThatThrownBy(() -> call(method, LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("cannot be decoded");

        fake.answer(
                "State",
                StateResponse.newBuilder().setPid(7).setStatus(Status.RUNNING).build());
        assertThat(shim.state(null, LONG).pid()).isEqualTo(7);
    }

    @Test
    void slowAnswerIsWaitedFor() throws Exception {
        CompletableFuture<MessageLite> later = new CompletableFuture<>();
        fake.answer("State", later);
        CompletableFuture<Long> pid =
                CompletableFuture.supplyAsync(() -> shim.state(null, LONG).pid());
        fake.requests.take();

        later.complete(
                StateResponse.newBuilder().setPid(8).setStatus(Status.RUNNING).build());

        assertThat(pid.get(10, SECONDS)).isEqualTo(8);
    }

    @Test
    void waitFailsWhenTheShimDies() {
        fake.dieAt("Wait");

        CompletableFuture<?> exit = shim.exit(null).toCompletableFuture();

        assertThat(exit).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(UnavailableException.class);
    }
}
