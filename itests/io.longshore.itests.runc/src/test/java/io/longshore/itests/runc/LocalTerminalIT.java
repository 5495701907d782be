// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Terminals whose masters this JVM holds. */
class LocalTerminalIT {
    private final LinuxPosix posix = new LinuxPosix();
    private DeadChildren dead;
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        dead = DeadChildren.now();
        rig = Rig.open(ShimKind.LOCAL);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        dead.requireNoMore();
        assertThat(posix.isChildSubreaper()).isFalse();
        posix.close();
    }

    private Task running(String id, String... command) {
        Task task = rig.task(id, command.length == 0 ? new String[] {"sleep", "1000"} : command);
        task.start();
        return task;
    }

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(60, SECONDS);
    }

    private static long terminals() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(LocalTerminalIT::isTerminal).count();
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
}
