// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Live streams through the real shim. */
@EveryShim
class StreamsIT {
    @Parameter
    private ShimKind kind;

    static final StreamOptions BOUNDED = StreamOptions.DEFAULT.withReadTimeout(Duration.ofSeconds(30));

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private Task create(ContainerId id, TaskIo io) {
        Task task = rig.runtime().create(rig.namespace(), id, CreateOptions.with(io.stdio()));
        io.endsWith(task.exit());
        return task;
    }

    @Test
    void everyByteOfALongOutputArrives() throws Exception {
        ContainerId id = rig.container("long", "head", "-c", "20000000", "/dev/zero");
        try (TaskIo io = rig.streams().open(rig.namespace(), id, null, BOUNDED.withoutStdin())) {
            Task task = create(id, io);
            task.start();

            long count = 0;
            byte[] buffer = new byte[65_536];
            for (int read = io.stdout().read(buffer);
                    read >= 0;
                    read = io.stdout().read(buffer)) {
                count += read;
            }

            assertThat(count).isEqualTo(20_000_000);
            assertThat(io.stderr().readAllBytes()).isEmpty();
            assertThat(io.truncated()).isFalse();
            assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isZero();
        }
    }

    @Test
    void inputArrivesAndItsEndIsSeen() throws Exception {
        ContainerId id = rig.container("cat", "cat");
        try (TaskIo io = rig.streams().open(rig.namespace(), id, null, BOUNDED)) {
            Task task = create(id, io);
            task.start();

            io.stdin().write("hello\n".getBytes(UTF_8));
            io.stdin().close();
            task.closeStdin();

            assertThat(new String(io.stdout().readAllBytes(), UTF_8)).isEqualTo("hello\n");
            assertThat(task.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isZero();
        }
    }

    @Test
    void terminalHasTheSizeItWasGiven() throws Exception {
        OciSpec spec = rig.spec("tty", "sh", "-c", "read line; busybox stty size")
                .terminal()
                .build();
        ContainerId id = rig.container("tty", spec);
        try (TaskIo io = rig.streams().open(rig.namespace(), id, null, BOUNDED.withTerminal())) {
            Task task = create(id, io);
            task.start();

            task.resizePty(100, 40);
            io.stdin().write("go\n".getBytes(UTF_8));

            assertThat(new String(io.stdout().readAllBytes(), UTF_8)).contains("40 100");
        }
    }

    @Test
    void addedProcessHasATerminalOfItsOwn() throws Exception {
        Task task = rig.task("shell", "sleep", "1000");
        task.start();
        ExecId exec = new ExecId("sh");
        try (TaskIo io = rig.streams().open(rig.namespace(), task.id(), exec, BOUNDED.withTerminal())) {
            TaskProcess process = task.exec(exec, ExecOptions.of("sh").withStdio(io.stdio()));
            io.endsWith(process.exit());
            process.start();
            process.resizePty(91, 33);

            io.stdin().write("busybox stty size; exit 5\n".getBytes(UTF_8));

            assertThat(readAll(io.stdout())).contains("33 91");
            assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isEqualTo(5);
            process.delete();
        }
    }

    private static String readAll(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), UTF_8);
    }
}
