// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.runc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.RuncCreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import io.longshore.itests.support.Rig;
import io.longshore.itests.support.ShimKind;
import io.longshore.posix.LinuxPosix;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams that this JVM copies itself. */
class LocalStreamsIT {
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
}
