// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.protos.events.TaskExit;
import io.longshore.protos.events.TaskOOM;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSpoolTest {
    private static final Instant AT = Instant.parse("2026-11-24T10:00:00.5Z");

    @TempDir
    Path state;

    private static Any exit(String id, int status) {
        TaskExit exit = TaskExit.newBuilder()
                .setContainerId("web")
                .setId(id)
                .setPid(42)
                .setExitStatus(status)
                .setExitedAt(
                        Timestamp.newBuilder().setSeconds(AT.getEpochSecond()).setNanos(AT.getNano()))
                .build();
        return Any.newBuilder()
                .setTypeUrl("containerd.events.TaskExit")
                .setValue(exit.toByteString())
                .build();
    }

    private static TaskEvent exited(int status) {
        return new TaskEvent.Exited(new Namespace("ns"), new ContainerId("web"), null, 42, Exit.exited(status, AT));
    }

    /** Runs the program as a shim does. */
    private static int publish(EventSpool spool, String topic, byte[] event) throws Exception {
        Process process = new ProcessBuilder(
                        spool.publisher().toString(),
                        "--address",
                        spool.directory().toString(),
                        "publish",
                        "--topic",
                        topic,
                        "--namespace",
                        "ns")
                .redirectErrorStream(true)
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(event);
        }
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void eventsPublishedWhileNobodyWasThereAreTakenInOrder() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = new EventSpool(state, taken::add);
        for (int i = 0; i < 5; i++) {
            assertThat(publish(spool, "/tasks/exit", exit("web", i).toByteArray()))
                    .isZero();
        }

        spool.appeared(spool.directory());

        assertThat(taken).containsExactly(exited(0), exited(1), exited(2), exited(3), exited(4));
        assertThat(spool.directory()).isEmptyDirectory();
    }

    @Test
    void watchedEventIsTakenAtOnce() throws Exception {
        BlockingQueue<TaskEvent> taken = new LinkedBlockingQueue<>();
        EventSpool spool = new EventSpool(state, taken::add);
        try (DirectoryWatch watch = new DirectoryWatch("longshore-test-watch")) {
            watch.watch(spool.directory(), spool::appeared);

            publish(spool, "/tasks/exit", exit("web", 3).toByteArray());

            assertThat(taken.poll(10, SECONDS)).isEqualTo(exited(3));
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void execAndOutOfMemoryAreToldApart() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = new EventSpool(state, taken::add);
        Any oom = Any.newBuilder()
                .setTypeUrl("containerd.events.TaskOOM")
                .setValue(TaskOOM.newBuilder().setContainerId("web").build().toByteString())
                .build();
        publish(spool, "/tasks/oom", oom.toByteArray());
        publish(spool, "/tasks/exit", exit("exec1", 0).toByteArray());

        spool.appeared(spool.directory());

        assertThat(taken)
                .containsExactly(
                        new TaskEvent.OutOfMemory(new Namespace("ns"), new ContainerId("web")),
                        new TaskEvent.Exited(
                                new Namespace("ns"),
                                new ContainerId("web"),
                                new ExecId("exec1"),
                                42,
                                Exit.exited(0, AT)));
    }

    @Test
    void eventThatIsNotTakenStays() throws Exception {
        boolean[] open = {false};
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = new EventSpool(state, event -> {
            if (!open[0]) {
                throw new UnavailableException("not now");
            }
            taken.add(event);
        });
        publish(spool, "/tasks/exit", exit("web", 1).toByteArray());

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> spool.appeared(spool.directory()))
                .isInstanceOf(UnavailableException.class);
        open[0] = true;
        spool.appeared(spool.directory());

        assertThat(taken).containsExactly(exited(1));
    }

    @Test
    void whatIsNoEventIsRemovedAndHarmsNothing() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = new EventSpool(state, taken::add);
        Files.writeString(spool.directory().resolve("a.event"), "no header");
        Files.writeString(spool.directory().resolve("b.event"), "/tasks/exit\n../x\n");
        Files.writeString(spool.directory().resolve("c.event"), "/tasks/exit\nns\n\u0000\u0001garbage");
        Files.writeString(spool.directory().resolve(".unfinished"), "/tasks/exit\nns\n");
        publish(spool, "/tasks/exit", exit("web", 1).toByteArray());

        spool.appeared(spool.directory());

        assertThat(taken).containsExactly(exited(1));
        assertThat(spool.directory().toFile().list()).containsExactly(".unfinished");
    }

    @Test
    void publishingFailsCleanlyWithoutTheSpool() throws Exception {
        EventSpool spool = new EventSpool(state, event -> {});
        Files.delete(spool.directory());

        assertThat(publish(spool, "/tasks/exit", exit("web", 1).toByteArray())).isNotZero();
        assertThat(spool.directory()).doesNotExist();
    }

    @Test
    void nobodyElseCanEnter() throws Exception {
        EventSpool spool = new EventSpool(state, event -> {});
        publish(spool, "/tasks/exit", exit("web", 1).toByteArray());

        assertThat(mode(spool.directory())).isEqualTo("rwx------");
        assertThat(mode(spool.publisher())).isEqualTo("rwx------");
        assertThat(mode(Path.of(
                        spool.directory().toString(), spool.directory().toFile().list()[0])))
                .isEqualTo("rw-------");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
