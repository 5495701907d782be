// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.streams.TaskIo;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What was under way goes on after the runtime went and came back. */
@EveryShim
class ReattachIT {
    @Parameter
    private ShimKind kind;

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = Rig.open(kind);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private Task running(String id) {
        Task task = rig.task(id, "sleep", "1000");
        task.start();
        return task;
    }

    @Test
    void pausedTaskIsPausedAfterARestart() throws Exception {
        Task before = running("frozen2");
        before.pause();

        rig.restart();

        Task task = rig.runtime().get(rig.namespace(), before.id());
        assertThat(task.info().state()).isEqualTo(TaskState.PAUSED);
        task.resume();
        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void addedProcessIsFoundAgainAfterARestart() throws Exception {
        Task before = running("again");
        TaskProcess process = before.exec(new ExecId("p"), ExecOptions.of("sleep", "1000"));
        process.start();

        rig.restart();

        TaskProcess found = rig.runtime().get(rig.namespace(), before.id()).process(new ExecId("p"));
        assertThat(found.info().pid()).isEqualTo(process.info().pid());
        assertThat(found.info().state()).isEqualTo(TaskState.RUNNING);
        found.kill(Signal.KILL);
        assertThat(found.exit().toCompletableFuture().get(30, SECONDS).status()).isEqualTo(137);
    }

    @Test
    void readerComesBackAfterARestart() throws Exception {
        ContainerId id = rig.container("back", "sh", "-c", "echo one; read line; echo two $line");
        TaskIo before = rig.streams().open(rig.namespace(), id, null, StreamsIT.BOUNDED);
        rig.runtime()
                .create(rig.namespace(), id, CreateOptions.with(before.stdio()))
                .start();
        byte[] first = before.stdout().readNBytes(4);
        before.detach();

        rig.restart();

        Task task = rig.runtime().get(rig.namespace(), id);
        try (TaskIo io = rig.streams().reattach(rig.namespace(), id, null, StreamsIT.BOUNDED)) {
            io.endsWith(task.exit());
            io.stdin().write("more\n".getBytes(UTF_8));

            assertThat(new String(first, UTF_8)).isEqualTo("one\n");
            assertThat(io.stdout()).hasContent("two more\n");
        }
    }

    @Test
    void processThatWasAddedBeforeARestartIsStartedWithItsStreamsAfterIt() throws Exception {
        Task before = running("later");
        ExecId exec = new ExecId("p");
        TaskIo left = rig.streams().open(rig.namespace(), before.id(), exec, StreamsIT.BOUNDED);
        before.exec(
                exec, ExecOptions.of("sh", "-c", "read line; echo got $line").withStdio(left.stdio()));

        rig.restart();

        TaskProcess process = rig.runtime().get(rig.namespace(), before.id()).process(exec);
        try (TaskIo io = rig.streams().reattach(rig.namespace(), before.id(), exec, StreamsIT.BOUNDED)) {
            io.endsWith(process.exit());
            io.stdin().write("it\n".getBytes(UTF_8));
            process.start();

            assertThat(io.stdout()).hasContent("got it\n");
            assertThat(process.exit().toCompletableFuture().get(30, SECONDS).status())
                    .isZero();
        }
    }

    @Test
    void wantOfMemoryWhileNobodyWatchedIsToldOnce() throws Exception {
        String command =
                "while ! test -e /go; do sleep 0.1; done; dd if=/dev/zero of=/dev/null bs=256M; exec sleep 1000";
        ContainerId id = rig.container(
                "short",
                rig.spec("short", "sh", "-c", command).memoryLimit(8 << 20).build());
        Task before = rig.runtime().create(rig.namespace(), id, CreateOptions.DEFAULT);
        before.start();
        Path counted =
                Path.of("/sys/fs/cgroup/memory/longshore", rig.namespace().name(), "short/memory.oom_control");

        rig.restartAfter(() -> {
            Files.createFile(rig.rootfs().resolve("go"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !Files.readString(counted).endsWith("oom_kill 0\n"));
        });

        rig.awaitTopic("short", "/tasks/oom");
        rig.restart();
        rig.runtime().get(rig.namespace(), id).forceDelete();
        assertThat(rig.topics("short")).containsOnlyOnce("/tasks/oom");
    }
}
