// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shell scripts instead of shims: they have the right arguments, and sockets that the test made. */
class V1ShimDriverTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private static final String MOVES_SOCKET = """
        #!/bin/sh
        for a
        do case $a in
           unix://*) mv made.socket "${a#unix://}";;
           esac
        done
        exec "$0.waits" "$@"
        """;
    private static final String WAITS = "#!/bin/sh\nread nothing <fifo\n";

    @TempDir
    Path root;

    @TempDir
    Path state;

    private final LinuxPosix posix = new LinuxPosix();
    private V1ShimDriver driver;

    @BeforeEach
    void open() {
        driver = new V1ShimDriver(root, state, event -> {}, posix);
    }

    @AfterEach
    void close() {
        driver.reclaim(launch(state), LONG);
        driver.close();
        posix.close();
    }

    private Path program(String name, String content) throws Exception {
        Path program = Files.writeString(root.resolve(name), content);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private ShimLaunch launch(Path launchedIn) {
        return new ShimLaunch(
                new Namespace("ns"),
                new ContainerId("web"),
                launchedIn.resolve("ns").resolve("web"),
                root.resolve("work"),
                root.resolve("shim").toString(),
                RuncOptions.NONE,
                "",
                false);
    }

    /** A bundle in which the scripts can wait. */
    private ShimLaunch bundle() throws Exception {
        ShimLaunch launch = launch(state);
        Files.createDirectories(launch.bundle());
        Files.createDirectories(launch.workDirectory());
        posix.mkfifo(launch.bundle().resolve("fifo"), 0600);
        return launch;
    }

    private ServerSocketChannel listen(Path socket) throws Exception {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    /** A process that has the arguments of the shim for this launch. */
    private ShimProcess run(ShimLaunch launch) throws Exception {
        Process process = new ProcessBuilder(
                        "sh", "-c", "read nothing; true", "shim", V1Command.address(ShimSockets.socket(launch)))
                .start();
        return new ChildProcess(process);
    }

    @Test
    void shimIsFoundThoughTheStateDirectoryChanged(@TempDir Path before) throws Exception {
        ShimLaunch launch = launch(before);
        Files.createDirectories(ShimSockets.socket(launch).getParent());
        ShimProcess process = run(launch);
        try (ServerSocketChannel server = listen(ShimSockets.socket(launch));
                Shim shim = driver.connect(launch, LONG)) {
            assertThat(server.isOpen()).isTrue();
            assertThat(shim.pid()).isEqualTo(process.pid());
        }

        driver.reclaim(launch, LONG);

        assertThat(process.ended().toCompletableFuture()).succeedsWithin(LONG);
        assertThat(ShimSockets.socket(launch)).doesNotExist();
    }

    @Test
    void shimThatDoesNotRunIsNotFound() {
        assertThatThrownBy(() -> driver.connect(launch(state), LONG))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("does not run");
    }

    @Test
    void shimWithoutASocketIsNotFound() throws Exception {
        ShimProcess process = run(launch(state));
        try {
            assertThatThrownBy(() -> driver.connect(launch(state), LONG))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("does not listen");
        } finally {
            process.end(LONG);
        }
    }

    @Test
    void shimThatRefusesIsNotFound() throws Exception {
        ShimProcess process = run(launch(state));
        listen(ShimSockets.socket(launch(state))).close();
        try {
            assertThatThrownBy(() -> driver.connect(launch(state), LONG))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("does not listen");
        } finally {
            process.end(LONG);
        }
    }

    @Test
    void shimThatCannotBeAskedIsNotDead() throws Exception {
        ShimProcess process = run(launch(state));
        // a connect that fails for another reason: too many symbolic links
        Path socket = ShimSockets.socket(launch(state));
        Files.createSymbolicLink(socket, socket.getFileName());
        try {
            assertThatThrownBy(() -> driver.connect(launch(state), LONG)).isInstanceOf(UnavailableException.class);
        } finally {
            process.end(LONG);
        }
    }

    @Test
    void startedShimIsConnected() throws Exception {
        program("shim", MOVES_SOCKET);
        program("shim.waits", WAITS);
        ShimLaunch launch = bundle();
        try (ServerSocketChannel server = listen(launch.bundle().resolve("made.socket"));
                Shim shim = driver.start(launch, LONG)) {
            assertThat(server.isOpen()).isTrue();
            assertThat(Files.readString(launch.bundle().resolve("shim.pid"))).isEqualTo(String.valueOf(shim.pid()));
            shim.end(LONG);
        }
    }

    @Test
    void startedShimThatKeepsRefusingIsEndedWhenItsTimeIsUp() throws Exception {
        program("shim", MOVES_SOCKET);
        program("shim.waits", WAITS);
        ShimLaunch launch = bundle();
        listen(launch.bundle().resolve("made.socket")).close();

        assertThatThrownBy(() -> driver.start(launch, Duration.ofSeconds(1)))
                .isInstanceOf(DeadlineExceededException.class);

        assertThat(shims(launch)).isEmpty();
        assertThat(ShimSockets.socket(launch)).doesNotExist();
    }

    @Test
    void interruptedStartLeavesNoProcess() throws Exception {
        program("shim", WAITS);
        ShimLaunch launch = bundle();
        Thread.currentThread().interrupt();

        Throwable thrown = catchThrowable(() -> driver.start(launch, LONG));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(CancelledException.class).hasNoSuppressedExceptions();
        assertThat(shims(launch)).isEmpty();
    }

    @Test
    void shimIsNotStartedWhereNobodyWouldSeeItsSocket(@TempDir Path elsewhere) {
        assertThatThrownBy(() -> driver.start(launch(elsewhere), LONG)).isInstanceOf(InvalidArgumentException.class);
    }

    private List<ShimProcess> shims(ShimLaunch launch) {
        return new ShimProcesses(Path.of("/proc"), posix).all(ShimSockets.socket(launch));
    }

    @Test
    void whatWasOpenedIsClosedIfALaterStepFails(@TempDir Path other) throws Exception {
        driver.close();
        Files.createFile(other.resolve(".spool"));

        assertThatThrownBy(() -> new V1ShimDriver(root, other, event -> {}, posix))
                .isInstanceOf(UnavailableException.class);

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("longshore-shim-v1-watch"));
    }

    @Test
    void publishedExitIsFoundAmongOthersAndStays(@TempDir Path before) throws Exception {
        Path spool = Files.createDirectories(before.resolve(".spool"));
        Files.createDirectories(spool.resolve("0.event"));
        SpoolEvents.write(spool.resolve("1.event"), "other", SpoolEvents.exit("web", 1));
        SpoolEvents.write(spool.resolve("2.event"), "ns", SpoolEvents.exit("exec", 2));
        SpoolEvents.write(spool.resolve("3.event"), "ns", SpoolEvents.exit("web", 3));

        assertThat(driver.publishedExit(launch(before), 42)).contains(Exit.exited(3, SpoolEvents.AT));
        assertThat(driver.publishedExit(launch(before), 43)).isEmpty();
        assertThat(driver.publishedExit(launch(before), new ExecId("exec"), 42))
                .contains(Exit.exited(2, SpoolEvents.AT));
        assertThat(driver.publishedExit(launch(before), new ExecId("exec"), 43)).isEmpty();
        assertThat(driver.publishedExit(launch(before), new ExecId("other"), 42))
                .isEmpty();
        assertThat(driver.publishedExit(launch(before.resolve("none")), 42)).isEmpty();
        assertThat(driver.publishedExit(launch(before), new ExecId("exec"), SpoolEvents.AT))
                .map(TaskEvent.Exited::pid)
                .contains(42L);
        assertThat(driver.publishedExit(launch(before), new ExecId("exec"), SpoolEvents.AT.plusNanos(1)))
                .isEmpty();
        assertThat(driver.publishedExit(launch(before), new ExecId("other"), SpoolEvents.AT))
                .isEmpty();
        assertThat(spool.toFile().list()).hasSize(4);
    }
}
