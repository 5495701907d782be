// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimDriver;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimTask;
import io.longshore.posix.Fd;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LocalShimTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ExecId EXEC = new ExecId("more");
    private static final String PROCESS = "{\"args\":[\"x\"]}";

    @TempDir
    Path directory;

    private final LinuxPosix posix = new LinuxPosix();
    private LocalShimProvider provider;
    private ShimDriver driver;
    private FakeRuntime runtime;
    private ShimLaunch launch;

    @BeforeEach
    void open() throws Exception {
        runtime = new FakeRuntime(directory);
        provider = new LocalShimProvider(posix);
        driver = provider.open(directory.resolve("root"), directory.resolve("state"), event -> {});
        launch = runtime.launch("web");
    }

    @AfterEach
    void close() {
        driver.close();
        provider.close();
        posix.close();
    }

    private ShimTask task(Stdio stdio) {
        return new ShimTask(launch.id(), launch.bundle(), launch.runc().runtime(), CreateOptions.with(stdio));
    }

    private Shim created(Stdio stdio) {
        Shim shim = driver.start(launch, TIMEOUT);
        assertThat(shim.create(task(stdio), TIMEOUT)).isPositive();
        return shim;
    }

    private static Exit ended(CompletionStage<Exit> exit) throws Exception {
        return exit.toCompletableFuture().get(30, SECONDS);
    }

    private Path fifo(String name) {
        Path path = directory.resolve(name);
        posix.mkfifo(path, 0600);
        return path;
    }

    @Test
    void aKindThatChangesNothingUntilThereIsAContainer() {
        assertThat(provider.kind()).isEqualTo("local");
        assertThat(provider.serves("io.longshore.runtime.local")).isTrue();
        assertThat(provider.serves("io.containerd.runtime.v1.linux")).isFalse();
        assertThat(posix.isChildSubreaper()).isFalse();
        assertThat(directory.resolve("root")).doesNotExist();

        driver.start(launch, TIMEOUT);
        assertThat(posix.isChildSubreaper()).isTrue();
        provider.close();
        assertThat(posix.isChildSubreaper()).isFalse();
    }

    @Test
    void aLifeFromCreationToDeletion() throws Exception {
        Path ready = directory.resolve("ready");
        runtime.first("trap 'exit 42' TERM; touch " + ready + "; while true; do sleep 0.01; done");
        Shim shim = created(Stdio.NULL);
        CompletionStage<Exit> exit = shim.exit(null);
        assertThat(shim.state(null, TIMEOUT).state()).isEqualTo(TaskState.CREATED);
        assertThatThrownBy(() -> shim.create(task(Stdio.NULL), TIMEOUT)).isInstanceOf(AlreadyExistsException.class);

        long pid = shim.start(null, TIMEOUT);
        assertThat(shim.state(null, TIMEOUT).state()).isEqualTo(TaskState.RUNNING);
        assertThat(shim.pids(TIMEOUT)).containsExactly(new ProcessPid(pid, null));
        await().untilAsserted(() -> assertThat(ready).exists());
        shim.kill(null, Signal.TERM, false, TIMEOUT);

        assertThat(ended(exit).status()).isEqualTo(42);
        assertThat(ended(exit).cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(shim.state(null, TIMEOUT).exit()).isEqualTo(ended(exit));
        assertThatThrownBy(() -> shim.kill(null, Signal.KILL, false, TIMEOUT)).isInstanceOf(NotFoundException.class);
        assertThat(driver.publishedExit(launch, pid)).contains(ended(exit));
        assertThat(driver.publishedExit(launch, pid + 1)).isEmpty();
        shim.delete(TIMEOUT);
        assertThatThrownBy(() -> shim.state(null, TIMEOUT)).isInstanceOf(NotFoundException.class);
        shim.end(TIMEOUT);
        shim.end(TIMEOUT);
        assertThatThrownBy(() -> driver.connect(launch, TIMEOUT)).isInstanceOf(NotFoundException.class);
        assertThat(shim.lost().toCompletableFuture()).isNotDone();
    }

    @Test
    void aSignalThatEndsItIsInTheStatus() throws Exception {
        Shim shim = created(Stdio.NULL);
        CompletionStage<Exit> exit = shim.exit(null);

        shim.kill(null, Signal.KILL, true, TIMEOUT);

        assertThat(ended(exit).status()).isEqualTo(137);
        assertThat(runtime.lines()).as("killing needs no process").noneMatch(line -> line.contains(" kill "));
    }

    @Test
    void noSignalIsBlockedAndTheEnvironmentIsClean() throws Exception {
        Path output = directory.resolve("status");
        runtime.first("grep SigBlk /proc/self/status; env | sort");
        Shim shim = created(Stdio.toFile(output));
        assertThat(ended(shim.exit(null)).status()).isZero();
        shim.delete(TIMEOUT);

        assertThat(Files.readAllLines(output))
                .contains("SigBlk:\t0000000000000000")
                .allMatch(line -> line.matches("(SigBlk|PATH|GOMAXPROCS|PWD|SHLVL|_|OLDPWD)[:=].*"));
    }

    @Test
    void aRuntimeThatHangsIsKilledAtTheDeadlineAndNothingIsLeft() throws Exception {
        runtime.before(
                "create", "mkdir -p $ROOT/$ID; echo {} >$ROOT/$ID/state.json; echo $$ >$DIR/hung; exec sleep 1000");
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(Stdio.NULL), Duration.ofMillis(500)))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("create web");

        long hung = Long.parseLong(Files.readString(directory.resolve("hung")).strip());
        await().untilAsserted(() -> assertThat(ProcessHandle.of(hung)).isEmpty());
        assertThat(runtime.root().resolve("ns/web")).doesNotExist();
        assertThatThrownBy(() -> shim.state(null, TIMEOUT)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aRuntimeThatRefusesIsQuoted() throws Exception {
        runtime.before(
                "create",
                "echo '{\"level\":\"error\",\"msg\":\"exec: no-such-program\"}' >$LOG; yes | head -c 200000 >&2; exit 1");
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(Stdio.toFile(directory.resolve("output"))), TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void aFloodOfErrorsHoldsNothingUp() throws Exception {
        runtime.before("start", "yes | head -c 20000000 >&2; echo the reason >&2; exit 1");
        Shim shim = created(Stdio.NULL);

        assertThatThrownBy(() -> shim.start(null, TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("the reason");
        assertThat(shim.state(null, TIMEOUT).state()).isEqualTo(TaskState.CREATED);
    }

    @Test
    void aContainerThatTheRuntimeHasOfSomebodyElseIsLeftAlone() throws Exception {
        Path foreign = Files.createDirectories(runtime.root().resolve("ns/web"));
        Files.writeString(foreign.resolve("state.json"), "{}");
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(Stdio.NULL), TIMEOUT)).isInstanceOf(AlreadyExistsException.class);

        assertThat(foreign).exists();
    }

    @Test
    void addedProcessesHaveTheirOwnLives() throws Exception {
        runtime.added("exit 7");
        Shim shim = created(Stdio.NULL);
        shim.start(null, TIMEOUT);
        shim.exec(EXEC, PROCESS, Stdio.NULL, TIMEOUT);
        assertThatThrownBy(() -> shim.exec(EXEC, PROCESS, Stdio.NULL, TIMEOUT))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> shim.kill(EXEC, Signal.TERM, false, TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class);
        CompletionStage<Exit> exit = shim.exit(EXEC);

        assertThat(shim.start(EXEC, TIMEOUT)).isPositive();

        assertThat(ended(exit).status()).isEqualTo(7);
        assertThatThrownBy(() -> shim.start(EXEC, TIMEOUT)).isInstanceOf(FailedPreconditionException.class);
        shim.deleteProcess(EXEC, TIMEOUT);
        assertThatThrownBy(() -> shim.state(EXEC, TIMEOUT)).isInstanceOf(NotFoundException.class);
        assertThat(launch.bundle())
                .isDirectoryNotContaining(file -> file.toString().contains("more"));
    }

    @Test
    void anAddedProcessThatCannotBeStartedHasAnUnknownEnd() throws Exception {
        runtime.before("exec", "echo '{\"level\":\"error\",\"msg\":\"no such file\"}' >$LOG; exit 255");
        Shim shim = created(Stdio.NULL);
        shim.exec(EXEC, PROCESS, Stdio.NULL, TIMEOUT);
        CompletionStage<Exit> exit = shim.exit(EXEC);

        assertThatThrownBy(() -> shim.start(EXEC, TIMEOUT))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("no such file");

        assertThat(ended(exit).status()).isNull();
        assertThat(ended(exit).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
        assertThatThrownBy(() -> shim.start(EXEC, TIMEOUT)).isInstanceOf(FailedPreconditionException.class);
        shim.deleteProcess(EXEC, TIMEOUT);
    }

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

    @ParameterizedTest
    @ValueSource(strings = {"config", "log", "init"})
    void anAddedProcessCanBeNamedLikeAFileOfTheBundle(String name) throws Exception {
        Shim shim = created(Stdio.NULL);
        shim.start(null, TIMEOUT);
        Path log = Files.writeString(launch.bundle().resolve("log.json"), "a line\n");
        String config = Files.readString(launch.bundle().resolve("config.json"));
        String pid = Files.readString(launch.bundle().resolve("init.pid"));
        ExecId id = new ExecId(name);
        shim.exec(id, PROCESS, Stdio.NULL, TIMEOUT);

        assertThat(shim.start(id, TIMEOUT)).isPositive();

        assertThat(launch.bundle().resolve("config.json")).hasContent(config);
        assertThat(launch.bundle().resolve("init.pid")).hasContent(pid);
        assertThat(log).hasContent("a line");
        assertThat(launch.bundle().resolve("exec")).isEmptyDirectory();
        shim.kill(id, Signal.KILL, false, TIMEOUT);
        assertThat(ended(shim.exit(id)).status()).isEqualTo(137);
    }

    @Test
    void aSpecificationWithNullsDoesNotKeepTheExitFromBeingTold() throws Exception {
        runtime.first("exit 7");
        Files.writeString(
                launch.bundle().resolve("config.json"),
                "{\"linux\":{\"namespaces\":[{\"type\":\"pid\",\"path\":null}]}}");
        Shim shim = created(Stdio.NULL);

        assertThat(ended(shim.exit(null)).status()).isEqualTo(7);
        shim.delete(TIMEOUT);
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

    @Test
    void deletingATaskWaitsForTheLastOutputOfAddedProcessesToo() throws Exception {
        Path output = directory.resolve("output");
        runtime.added("sleep 1000 & echo $! >\"" + directory + "/held\"; echo last words");
        Shim shim = created(Stdio.NULL);
        shim.start(null, TIMEOUT);
        shim.exec(EXEC, PROCESS, Stdio.toFile(output), TIMEOUT);
        shim.start(EXEC, TIMEOUT);
        assertThat(ended(shim.exit(EXEC)).status()).isZero();
        shim.kill(null, Signal.KILL, false, TIMEOUT);
        assertThat(ended(shim.exit(null)).status()).isEqualTo(137);

        long begun = System.nanoTime();
        shim.delete(TIMEOUT);

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertThat(output).hasContent("last words");
        posix.kill(Integer.parseInt(Files.readString(directory.resolve("held")).strip()), 9);
    }

    @Test
    void wantOfMemoryIsTheRuntimesToTell() {
        assertThat(driver.tellsOutOfMemory()).isFalse();
    }

    @Test
    void inputArrivesAndEndsWhenItIsClosedHereAndThere() throws Exception {
        Path stdin = fifo("stdin");
        Path copy = directory.resolve("copy");
        runtime.first("cat >'" + copy + "'");
        Shim shim = created(new Stdio(stdin.toString(), "", "", false));
        CompletionStage<Exit> exit = shim.exit(null);
        try (Fd writer = posix.open(stdin, Fd.Access.WRITE)) {
            byte[] hello = "hello".getBytes(UTF_8);
            assertThat(writer.write(hello, 0, hello.length)).isEqualTo(hello.length);
            await().untilAsserted(() -> assertThat(copy).hasContent("hello"));

            shim.closeStdin(null, TIMEOUT);
            assertThat(writer.write(hello, 0, hello.length))
                    .as("another writer is there")
                    .isEqualTo(hello.length);
            await().untilAsserted(() -> assertThat(copy).hasContent("hellohello"));
        }
        assertThat(ended(exit).status()).isZero();
        shim.delete(TIMEOUT);
    }

    @Test
    void outputThatNobodyReadsHoldsUpOnlyWhoWritesIt() throws Exception {
        Path stdout = fifo("stdout");
        runtime.first("head -c 1000000 /dev/zero");
        Shim shim = created(new Stdio("", stdout.toString(), "", false));
        CompletionStage<Exit> exit = shim.exit(null);

        try (Fd reader = posix.open(stdout, Fd.Access.READ)) {
            byte[] buffer = new byte[65_536];
            long total = 0;
            int count = reader.read(buffer, 0, buffer.length);
            while (count >= 0) {
                total += count;
                if (count == 0) {
                    reader.readable().toCompletableFuture().get(30, SECONDS);
                }
                count = reader.read(buffer, 0, buffer.length);
            }
            assertThat(total).isEqualTo(1_000_000);
        }
        assertThat(ended(exit).status()).isZero();
    }

    @Test
    void deletionWaitsForHeldOutputOnlySoLong() throws Exception {
        Path output = directory.resolve("output");
        runtime.first("sleep 1000 & echo $! >\"" + directory + "/held\"; echo last words");
        Shim shim = created(Stdio.toFile(output));
        assertThat(ended(shim.exit(null)).status()).isZero();

        long begun = System.nanoTime();
        shim.delete(TIMEOUT);

        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertThat(output).hasContent("last words");
        posix.kill(Integer.parseInt(Files.readString(directory.resolve("held")).strip()), 9);
    }

    @Test
    void aStreamThatIsNotThereIsRefused() {
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(new Stdio("", "/no/such/fifo", "", false)), TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("/no/such/fifo");
        assertThatThrownBy(() -> shim.create(task(new Stdio("/no/such/fifo", "", "", false)), TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class);
    }

    @Test
    void aLoggerThatIsNeverReadyIsKilledAtTheDeadline() throws Exception {
        Shim shim = driver.start(launch, TIMEOUT);
        Path pid = directory.resolve("pid");

        assertThatThrownBy(() -> shim.create(
                        task(new Stdio("", logger("echo $$ >" + pid + "; exec sleep 1000"), "", false)),
                        Duration.ofMillis(700)))
                .isInstanceOf(DeadlineExceededException.class);

        long logger = Long.parseLong(Files.readString(pid).strip());
        await().untilAsserted(() -> assertThat(ProcessHandle.of(logger)).isEmpty());
    }

    @Test
    void aLoggerThatIsNotThereIsRefused() {
        Shim shim = driver.start(launch, TIMEOUT);

        assertThatThrownBy(() -> shim.create(task(new Stdio("", "binary:///no/such/logger", "", false)), TIMEOUT))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("/no/such/logger");
    }

    @Test
    void aLoggerThatIgnoresTheEndIsAskedToEnd() throws Exception {
        Path pid = directory.resolve("pid");
        runtime.first("true");
        Shim shim = created(new Stdio("", logger("echo $$ >" + pid + "; echo >&5; exec sleep 1000"), "", false));
        assertThat(ended(shim.exit(null)).status()).isZero();

        shim.delete(TIMEOUT);

        long logger = Long.parseLong(Files.readString(pid).strip());
        await().untilAsserted(() -> assertThat(ProcessHandle.of(logger)).isEmpty());
    }

    private String logger(String script) throws Exception {
        Path logger = Files.writeString(directory.resolve("logger"), "#!/bin/sh\n" + script + "\n");
        assertThat(logger.toFile().setExecutable(true)).isTrue();
        return "binary://" + logger;
    }
}
