// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import io.longshore.posix.PidFd;
import io.longshore.runtime.linux.internal.RuntimeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is so only where this JVM is the parent of the containers. */
class LocalShimIT {
    private static final int SIGTERM = 15;

    private final LinuxPosix posix = new LinuxPosix();
    private Rig rig;

    /** Shims of JVMs that another test has killed, for example: whoever adopted them buries them in a while. */
    private Set<Long> deadBefore;

    @BeforeEach
    void open() throws Exception {
        deadBefore = deadChildren();
        rig = Rig.open(ShimKind.LOCAL);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        assertThat(deadChildren()).as("children that nobody has reaped").isSubsetOf(deadBefore);
        assertThat(posix.isChildSubreaper()).isFalse();
        posix.close();
    }

    private static Set<Long> deadChildren() throws IOException {
        // where the kernel does not say, nothing would be seen, and nothing would fail
        assertThat(Path.of("/proc/thread-self/children")).exists();
        Set<Long> dead = new TreeSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                for (String pid : readIfThere(thread.resolve("children")).split(" ", -1)) {
                    if (!pid.isEmpty()
                            && readIfThere(Path.of("/proc", pid, "status")).contains("State:\tZ")) {
                        dead.add(Long.valueOf(pid));
                    }
                }
            }
        }
        return dead;
    }

    /** Threads and processes end while they are looked at. */
    private static String readIfThere(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return "";
        }
    }

    private Task running(String id, String... command) {
        Task task = rig.task(id, command.length == 0 ? new String[] {"sleep", "1000"} : command);
        task.start();
        return task;
    }

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(60, SECONDS);
    }

    private Exit toldExit(ContainerId id) {
        return rig.events().list(0, Integer.MAX_VALUE).stream()
                .map(EventRecord::event)
                .filter(event -> event instanceof TaskEvent.Exited exited
                        && exited.containerId().equals(id)
                        && exited.execId() == null)
                .map(event -> ((TaskEvent.Exited) event).exit())
                .reduce((one, two) -> {
                    throw new AssertionError("two exits: " + one + " and " + two);
                })
                .orElseThrow();
    }

    private static long terminals() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(LocalShimIT::isTerminal).count();
        }
    }

    private static boolean isTerminal(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).endsWith("ptmx");
        } catch (IOException e) {
            // closed meanwhile
            return false;
        }
    }

    @Test
    void aProcessThatCannotBeMadeLeavesNoTerminalOpen() throws Exception {
        Task task = running("host");
        long before = terminals();

        for (int i = 0; i < 5; i++) {
            TaskProcess process = task.exec(
                    new ExecId("p" + i), ExecOptions.of("no-such-program").withStdio(new Stdio("", "", "", true)));
            assertThatThrownBy(process::start).isInstanceOf(LongshoreException.class);
            process.delete();
        }

        assertThat(terminals()).isEqualTo(before);
    }

    @Test
    void oneThatSomebodyElseHasFrozenCanBeKilled() throws Exception {
        Task task = running("frozen");
        Path freezer = Path.of("/sys/fs/cgroup/freezer")
                .resolve(Files.readAllLines(
                                Path.of("/proc", String.valueOf(task.info().pid()), "cgroup"))
                        .stream()
                        .filter(line -> line.contains(":freezer:"))
                        .map(line -> line.substring(line.indexOf(":/") + 2))
                        .findFirst()
                        .orElseThrow())
                .resolve("freezer.state");
        Files.writeString(freezer, "FROZEN");

        task.kill(Signal.KILL, false);

        assertThat(await(task).status()).isEqualTo(137);
    }

    @Test
    void itIsInTheTaskWhatDrivesItAndThatThereIsNoProcessForThat() {
        Task task = running("kind");

        assertThat(task.info().shimKind()).isEqualTo("local");
        assertThat(task.info().shimPid()).isZero();
    }

    @Test
    void stoppingItsBundleEndsItsContainersAndTheNextStartSaysSo() throws Exception {
        Task runs = running("runs");
        TaskProcess more = runs.exec(new ExecId("more"), ExecOptions.of("sleep", "1000"));
        more.start();
        Task paused = running("paused");
        paused.pause();
        Task created = rig.task("created", "sleep", "1000");
        Mount bind = new Mount("bind", rig.rootfs().toString(), List.of("rbind"));
        ContainerId mountedId = rig.container("mounted", "sleep", "1000");
        Task mounted = rig.runtime().create(rig.namespace(), mountedId, CreateOptions.DEFAULT.withRootfs(bind));
        mounted.start();

        rig.restartWithShims();

        assertThat(rig.leftovers()).isEmpty();
        for (Task task : List.of(runs, paused, created, mounted)) {
            assertThatThrownBy(() -> rig.runtime().get(rig.namespace(), task.id()))
                    .isInstanceOf(NotFoundException.class);
            assertThat(toldExit(task.id()).status()).as(task.id().value()).isEqualTo(137);
            assertThat(toldExit(task.id()).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
            assertThat(toldExit(task.id()).detail()).contains("io.longshore.shim.local was stopped");
        }
        assertThat(rig.topics("paused")).endsWith("/tasks/paused", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void exitBeforeItsBundleWasStoppedComesAsItTrulyWas() throws Exception {
        Task task = running("early", "sh", "-c", "trap 'exit 42' TERM; while true; do sleep 0.01; done");
        int pid = (int) task.info().pid();

        rig.restartAfter(() -> {
            try (PidFd process = posix.pidfdOpen(pid)) {
                process.sendSignal(SIGTERM);
                process.exited().toCompletableFuture().get(30, SECONDS);
            }
            rig.restartShims();
        });

        assertThat(toldExit(task.id()).status()).isEqualTo(42);
        assertThat(toldExit(task.id()).cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(rig.leftovers()).isEmpty();
    }

    @Test
    void memoryThatIsUsedUpIsToldBeforeTheExitWhichSaysWhere() throws Exception {
        ContainerId id = rig.container(
                "hungry",
                rig.spec("hungry", "dd", "if=/dev/zero", "of=/dev/null", "bs=200M", "count=1")
                        .memoryLimit(32L << 20)
                        .build());
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT);
        task.start();

        Exit exit = await(task);

        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.OOM_KILLED);
        assertThat(exit.detail()).contains("/longshore/" + rig.namespace() + "/hungry");
        task.delete();
        assertThat(rig.topics("hungry"))
                .containsExactly(
                        "/containers/create",
                        "/tasks/create",
                        "/tasks/start",
                        "/tasks/oom",
                        "/tasks/exit",
                        "/tasks/delete");
    }

    @Test
    void withoutAShimIsAlsoAConfigurationThatTouchesNoRunningTask() throws Exception {
        rig.restartWith(settings -> withNoShim(settings, true));
        Container container = Container.builder(
                        new ContainerId("seed"),
                        rig.spec("seed", "sleep", "1000").build())
                .runtime(RuntimeInfo.linuxV1())
                .build();
        rig.containers().create(rig.namespace(), container);
        Task task = rig.runtime().create(rig.namespace(), container.id(), CreateOptions.DEFAULT);
        task.start();
        assertThat(task.info().shimKind()).isEqualTo("local");

        rig.restartWith(settings -> withNoShim(settings, false));

        Task same = rig.runtime().get(rig.namespace(), container.id());
        assertThat(same.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(same.info().shimKind()).isEqualTo("local");
        assertThat(same.info().pid()).isEqualTo(task.info().pid());
    }

    private static RuntimeSettings withNoShim(RuntimeSettings settings, boolean noShim) {
        return settings.withNoShim(noShim);
    }

    @Test
    void sixtyFourMegabytesAndOneByteArriveInAFile() throws Exception {
        for (int length : List.of(1, 64 << 20)) {
            Path output = rig.directory().resolve("output-" + length);
            ContainerId id = rig.container(
                    "out-" + length, "sh", "-c", "busybox yes 0123456789abcde | busybox head -c " + length);
            Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(Stdio.toFile(output)));
            task.start();
            assertThat(await(task).status()).isZero();
            task.delete();

            assertThat(Files.size(output)).isEqualTo(length);
            try (InputStream written = Files.newInputStream(output)) {
                assertThat(digest(written)).isEqualTo(digestOfRepeated("0123456789abcde\n", length));
            }
        }
    }

    private static byte[] digest(InputStream stream) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[65_536];
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return digest.digest();
    }

    private static byte[] digestOfRepeated(String text, int length) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] bytes = text.getBytes(US_ASCII);
        for (int left = length; left > 0; left -= bytes.length) {
            digest.update(bytes, 0, Math.min(left, bytes.length));
        }
        return digest.digest();
    }

    @Test
    void aLoggerGetsBothStreamsOfEachProcess() throws Exception {
        Path log = rig.directory().resolve("log");
        Path logger = Files.writeString(
                rig.directory().resolve("logger"),
                "#!/bin/sh\n"
                        + "exec 5>&-\n"
                        + "cat <&3 | sed \"s/^/$CONTAINER_NAMESPACE $CONTAINER_ID $1=$2 out /\" >>" + log + " &\n"
                        + "cat <&4 | sed \"s/^/err /\" >>" + log + "\n"
                        + "wait\n");
        Files.setPosixFilePermissions(logger, PosixFilePermissions.fromString("rwx------"));
        String uri = "binary://" + logger + "?tag=a%20b";
        ContainerId id = rig.container("logged", "sh", "-c", "echo hello; echo oops >&2; sleep 1000");
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(new Stdio("", uri, uri, false)));
        task.start();
        TaskProcess process =
                task.exec(new ExecId("x"), ExecOptions.of("echo", "more").withStdio(new Stdio("", uri, uri, false)));
        process.start();
        process.exit().toCompletableFuture().get(30, SECONDS);
        process.delete();
        task.forceDelete();

        assertThat(Files.readAllLines(log))
                .containsExactlyInAnyOrder(
                        rig.namespace() + " logged tag=a b out hello",
                        "err oops",
                        rig.namespace() + " x tag=a b out more");
    }

    @Test
    void theThreadsDoNotGrowWithTheContainers() throws Exception {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Path output = rig.directory().resolve("o" + i);
            ContainerId id = rig.container("t" + i, "sh", "-c", "while true; do echo x; sleep 0.1; done");
            Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(Stdio.toFile(output)));
            task.start();
            tasks.add(task);
        }

        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("longshore-shim-local"))
                // those that look for orphans go on for a while after other tests
                .filter(thread -> !thread.getName().endsWith("orphans"))
                .count();
        assertThat(threads).isBetween(1L, 16L);

        for (Task task : tasks) {
            assertThat(task.forceDelete().status()).isEqualTo(137);
        }
    }

    @Test
    void aUserWhoOwnsThePipesCanOpenThemAgain() throws Exception {
        Path output = rig.directory().resolve("owned");
        ContainerId id = rig.container(
                "owned",
                rig.spec("owned", "sh", "-c", "echo once more >/proc/self/fd/1")
                        .user(1000, 1000)
                        .build());
        RuncCreateOptions owned =
                new RuncCreateOptions(false, false, "", 1000, 1000, false, false, false, false, List.of(), "", "", "");
        Task task = rig.runtime()
                .create(
                        rig.namespace(),
                        id,
                        CreateOptions.with(Stdio.toFile(output)).withRunc(owned));
        task.start();

        assertThat(await(task).status()).isZero();
        task.delete();
        assertThat(output).hasContent("once more");
    }

    @Test
    void aTerminalThatIsClosedReadsItsEnd() throws Exception {
        ContainerId id = rig.container(
                "tty", rig.spec("tty", "sh", "-c", "cat; exit 3").terminal().build());
        try (var io = rig.streams().open(rig.namespace(), id, null, StreamsIT.BOUNDED.withTerminal())) {
            Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(io.stdio()));
            io.endsWith(task.exit());
            task.start();
            io.stdin().write("typed\n".getBytes(US_ASCII));
            io.stdin().close();
            task.closeStdin();

            assertThat(await(task).status()).isEqualTo(3);
            assertThat(io.stdout()).asString(US_ASCII).contains("typed");
        }
    }

    @Test
    void aBackgroundProcessDoesNotHoldUpTheDeletion() throws Exception {
        Path output = rig.directory().resolve("held");
        Task task = running("holder");
        TaskProcess process = task.exec(
                new ExecId("x"),
                ExecOptions.of("sh", "-c", "sleep 1000 & echo done").withStdio(Stdio.toFile(output)));
        process.start();
        assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                .isZero();

        process.delete();

        assertThat(output).hasContent("done");
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void whatWasMountedForItIsWhatItSees() throws IOException {
        Path upper = Files.createDirectory(rig.directory().resolve("upper"));
        Path work = Files.createDirectory(rig.directory().resolve("work"));
        Mount overlay = new Mount(
                "overlay",
                "overlay",
                List.of("lowerdir=" + rig.rootfs(), "upperdir=" + upper, "workdir=" + work, "noatime"));
        ContainerId id = new ContainerId("over");
        rig.container(
                "over",
                OciSpec.builder(rig.namespace(), id)
                        .args("sh", "-c", "echo hello >/written")
                        .build());
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT.withRootfs(overlay));
        task.start();
        assertThat(task.exit().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
        task.delete();

        assertThat(upper.resolve("written")).hasContent("hello");
        assertThat(rig.rootfs().resolve("written")).doesNotExist();
    }
}
