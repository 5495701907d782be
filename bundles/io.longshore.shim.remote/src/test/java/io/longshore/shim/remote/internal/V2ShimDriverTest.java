// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Any;
import com.google.protobuf.MessageLite;
import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import io.longshore.protos.bootstrap.BootstrapResult;
import io.longshore.protos.runc.v2.Options;
import io.longshore.protos.shim.v2.ConnectResponse;
import io.longshore.ttrpc.TtrpcCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V2ShimDriverTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    @TempDir
    Path state;

    private final LinuxPosix posix = new LinuxPosix();
    private FakeV2Shim fake;
    private V2ShimDriver driver;

    @BeforeEach
    void open() throws Exception {
        fake = new FakeV2Shim(directory, 2);
        driver = new V2ShimDriver(state, event -> {}, posix);
    }

    @AfterEach
    void close() {
        driver.close();
        fake.close();
        posix.close();
    }

    private ShimLaunch launch(String id, String group) throws Exception {
        return fake.launch(state, id, group);
    }

    private static boolean endsSoon(Process process) throws InterruptedException {
        return process.waitFor(10, SECONDS);
    }

    @Test
    void programIsToldEverythingAndTheBundleSaysWhichShimItHas() throws Exception {
        ShimLaunch launch = launch("web", "");

        try (Shim shim = driver.start(launch, LONG)) {
            assertThat(shim.pid()).isEqualTo(fake.process().pid());
        }

        String events = state.resolve(".events").toString();
        assertThat(fake.programCalls()).containsExactly("start -namespace ns -id web -address " + events + " start");
        assertThat(directory.resolve("pwd"))
                .hasContent(launch.bundle().toRealPath().toString());
        assertThat(Files.readAllLines(directory.resolve("env")))
                .contains("TTRPC_ADDRESS=" + events, "NAMESPACE=ns", "MAX_SHIM_VERSION=3", "GOMAXPROCS=2")
                .allMatch(
                        line -> line.matches(
                                "(PATH|PWD|SHLVL|_|OLDPWD|TTRPC_ADDRESS|GRPC_ADDRESS|NAMESPACE|MAX_SHIM_VERSION|GOMAXPROCS)=.*"));
        Any options = Any.parseFrom(Files.readAllBytes(directory.resolve("stdin")));
        assertThat(options.getTypeUrl()).isEqualTo("containerd.runc.v1.Options");
        assertThat(Options.parseFrom(options.getValue()))
                .isEqualTo(Options.newBuilder()
                        .setBinaryName("/bin/runc")
                        .setRoot("/run/runc")
                        .setSystemdCgroup(true)
                        .build());
        assertThat(launch.bundle().resolve("address")).hasContent("unix://" + fake.socket());
        assertThat(launch.bundle().resolve("shim.pid"))
                .hasContent(String.valueOf(fake.process().pid()));
        assertThat(launch.bundle().resolve("shim-binary-path")).hasContent(fake.program.toString());
    }

    @Test
    void versionThreeIsSaidInJson() throws Exception {
        fake.serve(3);
        fake.says("{\"version\":3,\"address\":\"unix://" + fake.socket() + "\",\"protocol\":\"ttrpc\"}\n");
        ShimLaunch launch = launch("web", "");

        driver.start(launch, LONG).close();
        driver.connect(launch, LONG).close();

        assertThat(fake.requests)
                .isNotEmpty()
                .allMatch(request -> request.method().service().equals("containerd.task.v3.Task"));
    }

    @Test
    void newestShimsAnswerInProtobuf() throws Exception {
        fake.serve(3);
        fake.says(BootstrapResult.newBuilder()
                .setVersion(3)
                .setAddress("unix://" + fake.socket())
                .setProtocol("ttrpc")
                .build()
                .toByteArray());

        driver.start(launch("web", ""), LONG).close();

        assertThat(fake.requests).isNotEmpty();
    }

    @Test
    void shimThatIsOlderThanItsProgramIsCalledInTheOlderVersion() throws Exception {
        fake.says("{\"version\":3,\"address\":\"unix://" + fake.socket() + "\",\"protocol\":\"ttrpc\"}");

        try (Shim shim = driver.start(launch("web", ""), LONG)) {
            assertThat(shim.pid()).isEqualTo(fake.process().pid());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\":3,\"address\":\"unix:///s\",\"protocol\":\"grpc\"}",
                "{\"version\":4,\"address\":\"unix:///s\",\"protocol\":\"ttrpc\"}",
                "vsock://3:1024"
            })
    void shimThatCannotBeTalkedToSaysWhy(String answer) throws Exception {
        fake.says(answer);

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(FailedPreconditionException.class)
                .hasNoSuppressedExceptions()
                .hasMessageMatching(".*(grpc|version 4|vsock).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "\u0001\u0002\u0003", "unix://\u001b[31m"})
    void answerThatIsNoneIsUnavailable(String answer) throws Exception {
        fake.says(answer);

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void programThatFailsIsQuoted() throws Exception {
        fake.fails(1, "no such option");

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContainingAll("ns/web", "status 1", "no such option");
    }

    @Test
    void whatAProgramThatFailsSaysLastIsQuotedWithoutWhatIsNoText() throws Exception {
        fake.fails(1, "first" + "x".repeat(100_000) + "\nlevel=error \u001b[31mlast\r\n");

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("… xxx")
                .hasMessageEndingWith("x?level=error ?[31mlast")
                .message()
                .doesNotContain("first")
                .hasSizeLessThan(1200);
    }

    @Test
    void programThatIsNotThereSaysHowToInstallIt() throws Exception {
        Files.delete(fake.program);

        assertThatThrownBy(() -> driver.start(launch("web", ""), LONG))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("install");
    }

    @Test
    void programThatHangsIsEndedInTime() throws Exception {
        posix.mkfifo(directory.resolve("hangs"), 0600);
        ShimLaunch launch = launch("web", "");

        assertThatThrownBy(() -> driver.start(launch, SHORT)).isInstanceOf(DeadlineExceededException.class);

        assertThat(commands(launch)).isEmpty();
    }

    @Test
    void interruptedStartLeavesNoProcess() throws Exception {
        posix.mkfifo(directory.resolve("hangs"), 0600);
        ShimLaunch launch = launch("web", "");
        Thread.currentThread().interrupt();

        Throwable thrown = catchThrowable(() -> driver.start(launch, LONG));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(CancelledException.class).hasNoSuppressedExceptions();
        assertThat(commands(launch)).isEmpty();
    }

    private static List<ProcessHandle> commands(ShimLaunch launch) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(launch.shimBinary()))
                .toList();
    }

    @Test
    void shimIsNotStartedWhereNobodyWouldGetItsEvents(@TempDir Path elsewhere) throws Exception {
        ShimLaunch launch = fake.launch(elsewhere, "web", "");

        assertThatThrownBy(() -> driver.start(launch, LONG)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void shimIsFoundAgainByAnotherDriverThoughTheStateDirectoryChanged(@TempDir Path after) throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        driver.close();

        driver = new V2ShimDriver(after, event -> {}, posix);
        try (Shim shim = driver.connect(launch, LONG)) {
            assertThat(shim.pid()).isEqualTo(fake.process().pid());
        }
        driver.reclaim(launch, LONG);

        assertThat(endsSoon(fake.process())).isTrue();
        assertThat(fake.socket()).doesNotExist();
    }

    @Test
    void shimIsNotFoundOnlyIfThatIsCertain() throws Exception {
        ShimLaunch launch = launch("web", "");
        assertThatThrownBy(() -> driver.connect(launch, LONG)).isInstanceOf(NotFoundException.class);
        driver.start(launch, LONG).close();

        fake.answer("Connect", new CompletableFuture<MessageLite>());
        assertThatThrownBy(() -> driver.connect(launch, SHORT)).isInstanceOf(DeadlineExceededException.class);

        fake.die();
        assertThatThrownBy(() -> driver.connect(launch, LONG))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("does not listen");
    }

    /** As a shim that was started for a task looks. */
    private static Process named(ShimLaunch launch) throws Exception {
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "read nothing; true",
                        "shim",
                        "-namespace",
                        "ns",
                        "-id",
                        launch.id().value(),
                        "-address",
                        V2Command.address(launch))
                .start();
    }

    @Test
    void idThatIsUsedAgainDoesNotEndTheSharedShimThatWasStartedForIt() throws Exception {
        ShimLaunch again = launch("one", "");
        Process shared = named(again);
        try {
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) shared.pid()).build());
            Shim two = driver.start(launch("two", "pod"), LONG);
            fake.says("");
            assertThatThrownBy(() -> driver.start(again, LONG)).isInstanceOf(UnavailableException.class);
            driver.reclaim(again, LONG);

            assertThat(shared.isAlive()).isTrue();
            assertThat(two.lost().toCompletableFuture()).isNotDone();
            two.end(LONG);
            assertThat(endsSoon(shared)).isTrue();
        } finally {
            shared.destroyForcibly();
        }
    }

    @Test
    void sharedShimIsNotTakenForThatOfAnIdThatIsUsedAgain(@TempDir Path elsewhere) throws Exception {
        ShimLaunch again = launch("one", "");
        Process shared = named(again);
        try (FakeV2Shim own = new FakeV2Shim(elsewhere, 2)) {
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) shared.pid()).build());
            driver.start(launch("two", "pod"), LONG);
            own.refuse("Connect", TtrpcCode.NOT_FOUND, "no container");

            assertThatThrownBy(() -> driver.start(own.launch(state, "one", ""), LONG))
                    .isInstanceOf(NotFoundException.class);
            assertThat(shared.isAlive()).isTrue();
        } finally {
            shared.destroyForcibly();
        }
    }

    @Test
    void shimThatDoesNotSayItsPidBeforeThereIsAContainerIsFoundByItsArguments() throws Exception {
        fake.refuse("Connect", TtrpcCode.NOT_FOUND, "no container");
        ShimLaunch launch = launch("web", "");
        Process named = named(launch);
        try (Shim shim = driver.start(launch, LONG)) {
            assertThat(shim.pid()).isEqualTo(named.pid());
            shim.end(LONG);
        } finally {
            named.destroyForcibly();
        }
    }

    @Test
    void nobodyIsTakenForTheShimWhoCannotBeIt() throws Exception {
        ShimLaunch launch = launch("web", "");
        for (long pid : List.of(1L, ProcessHandle.current().pid(), -1L)) {
            // the start that fails removes the socket
            fake.serve(2);
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) pid).build());

            assertThatThrownBy(() -> driver.start(launch, LONG))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("its pid is " + pid);
            assertThat(launch.bundle().resolve(".shim")).doesNotExist();
        }
    }

    @Test
    void lastTaskTakesTheShimWithIt() throws Exception {
        fake.endAtShutdown();
        Shim shim = driver.start(launch("web", ""), LONG);
        CompletableFuture<Void> lost = shim.lost().toCompletableFuture();

        shim.end(LONG);
        shim.end(LONG);

        assertThat(fake.called()).containsExactly("Shutdown");
        assertThat(endsSoon(fake.process())).isTrue();
        assertThat(fake.socket()).doesNotExist();
        assertThat(lost).isNotDone();
    }

    @Test
    void shimThatDoesNotEndIsKilled() throws Exception {
        fake.answer("Shutdown", new CompletableFuture<MessageLite>());
        Shim shim = driver.start(launch("web", ""), LONG);

        shim.end(LONG);

        assertThat(endsSoon(fake.process())).isTrue();
    }

    @Test
    void tasksOfAGroupShareAShimUntilTheLastIsGone() throws Exception {
        fake.endAtShutdown();
        ShimLaunch first = launch("one", "pod");
        ShimLaunch second = launch("two", "pod");
        Shim one = driver.start(first, LONG);
        Shim two = driver.start(second, LONG);

        one.end(LONG);
        assertThat(fake.called()).isEmpty();
        driver.reclaim(first, LONG);
        assertThat(fake.process().isAlive()).isTrue();
        assertThat(two.lost().toCompletableFuture()).isNotDone();
        two.end(LONG);

        assertThat(fake.called()).containsExactly("Shutdown");
        assertThat(endsSoon(fake.process())).isTrue();
    }

    @Test
    void shimThatKnowsNoGroupsIsEndedWithItsTask(@TempDir Path elsewhere) throws Exception {
        try (FakeV2Shim own = new FakeV2Shim(elsewhere, 2)) {
            ShimLaunch first = launch("one", "pod");
            Shim one = driver.start(first, LONG);
            driver.start(own.launch(state, "two", "pod"), LONG);

            one.end(LONG);
            driver.reclaim(first, LONG);

            assertThat(endsSoon(fake.process())).isTrue();
            assertThat(own.process().isAlive()).isTrue();
        }
    }

    @Test
    void shimIsNotEndedWhileAnotherTaskOfAnEarlierRunNeedsIt() throws Exception {
        ShimLaunch first = launch("one", "pod");
        driver.start(first, LONG);
        driver.start(launch("two", "pod"), LONG);
        driver.close();
        driver = new V2ShimDriver(state, event -> {}, posix);

        driver.connect(first, LONG).end(LONG);
        driver.reclaim(first, LONG);

        assertThat(fake.called()).isEmpty();
        assertThat(fake.process().isAlive()).isTrue();
    }

    @Test
    void shimIsNotEndedWithATaskWhileTheGroupOfItsNameNeedsIt() throws Exception {
        ShimLaunch alone = launch("pod", "");
        driver.start(alone, LONG);
        driver.start(launch("two", "pod"), LONG);
        driver.close();
        driver = new V2ShimDriver(state, event -> {}, posix);

        driver.connect(alone, LONG).end(LONG);
        driver.reclaim(alone, LONG);

        assertThat(fake.process().isAlive()).isTrue();
    }

    @Test
    void deathOfASharedShimIsToldForEachTask() throws Exception {
        Shim one = driver.start(launch("one", "pod"), LONG);
        Shim two = driver.start(launch("two", "pod"), LONG);

        fake.process().destroyForcibly();

        one.lost().toCompletableFuture().get(10, SECONDS);
        two.lost().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void lostConnectionIsTold() throws Exception {
        Shim shim = driver.start(launch("web", ""), LONG);

        fake.serve(2);

        shim.lost().toCompletableFuture().get(10, SECONDS);
    }

    @Test
    void whatADeadShimHasLeftIsDeletedByItsProgram() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        fake.die();

        driver.reclaim(launch, LONG);
        driver.reclaim(launch, LONG);

        assertThat(fake.programCalls())
                .hasSize(3)
                .last()
                .isEqualTo("delete -namespace ns -id web -address " + state.resolve(".events") + " -bundle "
                        + launch.bundle() + " delete");
    }

    @Test
    void reclaimGoesOnThoughTheProgramFailsOrIsGone() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        fake.fails(3, "cannot");
        driver.reclaim(launch, LONG);
        assertThat(endsSoon(fake.process())).isTrue();

        Files.delete(fake.program);
        driver.reclaim(launch, LONG);
    }

    @Test
    void reclaimGoesOnThoughTheProgramHangs() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        posix.mkfifo(directory.resolve("hangs"), 0600);

        driver.reclaim(launch, Duration.ofSeconds(2));

        assertThat(endsSoon(fake.process())).isTrue();
        assertThat(commands(launch)).isEmpty();
    }

    @Test
    void containerOfWhichOnlyTheProgramKnowsIsNotTakenForGoneWhenThatFails() throws Exception {
        Path program = Files.copy(
                fake.program, directory.resolve("containerd-shim-other-v1"), StandardCopyOption.COPY_ATTRIBUTES);
        ShimLaunch runc = launch("web", "");
        ShimLaunch launch = new ShimLaunch(
                runc.namespace(),
                runc.id(),
                runc.bundle(),
                runc.workDirectory(),
                program.toString(),
                RuncOptions.NONE,
                "",
                false,
                "",
                null);
        fake.fails(3, "cannot");
        assertThatThrownBy(() -> driver.start(launch, LONG)).isInstanceOf(UnavailableException.class);
        // there was no shim, so no container
        driver.reclaim(launch, LONG);

        Files.writeString(directory.resolve("status"), "0");
        driver.start(launch, LONG);
        fake.fails(3, "cannot");
        assertThatThrownBy(() -> driver.reclaim(launch, LONG))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("cannot");
        assertThat(endsSoon(fake.process())).isTrue();

        Files.delete(program);
        assertThatThrownBy(() -> driver.reclaim(launch, LONG)).isInstanceOf(FailedPreconditionException.class);
    }

    @Test
    void nobodyIsTakenForTheShimWhoHasItsPidNow() throws Exception {
        ShimLaunch launch = launch("web", "");
        driver.start(launch, LONG);
        long self = ProcessHandle.current().pid();
        Files.writeString(
                launch.bundle().resolve(".shim"),
                self + " 1 "
                        + Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                                .strip());

        driver.reclaim(launch, LONG);

        assertThat(ProcessIdentity.of((int) self)).isPresent();
    }

    @Test
    void logIsReadWhereASharedShimWritesAndNowhereElse() throws Exception {
        ShimLaunch first = launch("one", "pod");
        ShimLaunch second = launch("two", "pod");
        Process shared = named(first);
        try {
            fake.answer(
                    "Connect",
                    ConnectResponse.newBuilder().setShimPid((int) shared.pid()).build());
            driver.start(first, LONG);
            driver.start(second, LONG);
            assertThat(ShimLogsTest.isRead(first.bundle())).isTrue();
            assertThat(ShimLogsTest.isRead(second.bundle())).isFalse();

            driver.close();
            driver = new V2ShimDriver(state, event -> {}, posix);
            driver.connect(second, LONG);
            assertThat(ShimLogsTest.isRead(second.bundle())).isFalse();
            driver.connect(first, LONG);
            assertThat(ShimLogsTest.isRead(first.bundle())).isTrue();
        } finally {
            shared.destroyForcibly();
        }
    }

    @Test
    void logThatNobodyReadsElsewhereDoesNotHoldUpTheShim() throws Exception {
        ShimLaunch launch = launch("web", "");
        try (Shim shim = driver.start(launch, LONG)) {
            assertThat(shim.pid()).isPositive();
            Process writer = new ProcessBuilder("sh", "-c", "yes 'level=info msg=x' | head -c 1000000 >log")
                    .directory(launch.bundle().toFile())
                    .start();
            assertThat(endsSoon(writer)).isTrue();
        }
    }
}
