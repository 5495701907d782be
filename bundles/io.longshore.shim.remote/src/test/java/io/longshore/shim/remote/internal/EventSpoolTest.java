// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import static io.longshore.shim.remote.internal.SpoolEvents.AT;
import static io.longshore.shim.remote.internal.SpoolEvents.exit;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.ShimEventSink;
import io.longshore.posix.LinuxPosix;
import io.longshore.protos.events.TaskOOM;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSpoolTest {
    @TempDir
    Path root;

    @TempDir
    Path state;

    private final ManualLater later = new ManualLater();

    /** Runs nothing by itself. */
    private static final class ManualLater implements Later {
        final List<Duration> delays = new ArrayList<>();
        final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void after(Duration delay, Runnable task) {
            delays.add(delay);
            tasks.add(task);
        }
    }

    private EventSpool open(ShimEventSink sink) {
        return new EventSpool(state, sink, later, Clock.fixed(AT, ZoneOffset.UTC));
    }

    private static TaskEvent exited(int status) {
        return new TaskEvent.Exited(new Namespace("ns"), new ContainerId("web"), null, 42, Exit.exited(status, AT));
    }

    /** Runs the program as a shim does. */
    private int publish(EventSpool spool, String topic, byte[] event) throws Exception {
        // not a pipe: whoever fails ends before it is written
        Path input = Files.write(root.resolve("event"), event);
        Process process = new ProcessBuilder(
                        Publisher.install(root).program().toString(),
                        "--address",
                        spool.directory().toString(),
                        "publish",
                        "--topic",
                        topic,
                        "--namespace",
                        "ns")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(10, SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void eventsPublishedWhileNobodyWasThereAreTakenInOrder() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = open(taken::add);
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
        EventSpool spool = open(taken::add);
        try (DirectoryWatch watch = new DirectoryWatch("longshore-test-watch")) {
            watch.watch(spool.directory(), spool::appeared);

            publish(spool, "/tasks/exit", exit("web", 3).toByteArray());

            assertThat(taken.poll(10, SECONDS)).isEqualTo(exited(3));
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void exitOfAnAddedProcessIsNotThatOfTheFirst() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = open(taken::add);
        publish(spool, "/tasks/exit", exit("exec1", 0).toByteArray());

        spool.appeared(spool.directory());

        assertThat(taken)
                .containsExactly(new TaskEvent.Exited(
                        new Namespace("ns"), new ContainerId("web"), new ExecId("exec1"), 42, Exit.exited(0, AT)));
    }

    /** R21: the runtime watches for that, and tells it once. */
    @Test
    void outOfMemoryIsNotTakenFromAShim() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = open(taken::add);
        Any oom = Any.newBuilder()
                .setTypeUrl("containerd.events.TaskOOM")
                .setValue(TaskOOM.newBuilder().setContainerId("web").build().toByteString())
                .build();
        publish(spool, "/tasks/oom", oom.toByteArray());

        spool.appeared(spool.directory());

        assertThat(taken).isEmpty();
        assertThat(spool.directory()).isEmptyDirectory();
    }

    @Test
    void eventThatIsNotTakenIsOfferedAgainByItself() throws Exception {
        boolean[] open = {false};
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = open(event -> {
            if (!open[0]) {
                throw new UnavailableException("not now");
            }
            taken.add(event);
        });
        Path file = spool.directory().resolve("a.event");
        SpoolEvents.write(file, "ns", exit("web", 1));

        spool.appeared(file);
        for (int i = 0; i < 6; i++) {
            later.tasks.remove().run();
        }
        assertThat(file).exists();
        open[0] = true;
        later.tasks.remove().run();

        assertThat(taken).containsExactly(exited(1));
        assertThat(file).doesNotExist();
        assertThat(later.delays.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        assertThat(later.tasks).isEmpty();
    }

    @Test
    void waitingBeginsAnewAfterAllWentWell() throws Exception {
        boolean[] open = {false};
        EventSpool spool = open(event -> {
            if (!open[0]) {
                throw new IllegalStateException("not now");
            }
        });
        SpoolEvents.write(spool.directory().resolve("a.event"), "ns", exit("web", 1));
        spool.appeared(spool.directory());
        later.tasks.remove().run();
        open[0] = true;
        later.tasks.remove().run();
        open[0] = false;
        Path next = spool.directory().resolve("b.event");
        SpoolEvents.write(next, "ns", exit("web", 1));

        spool.appeared(next);

        assertThat(later.delays.stream().map(Duration::toSeconds)).containsExactly(1L, 2L, 1L);
    }

    @Test
    void eventThatIsNotTakenHidesNoOther() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = open(event -> {
            if (event.equals(exited(1))) {
                throw new IllegalStateException("not this one");
            }
            taken.add(event);
        });
        for (int i = 1; i < 4; i++) {
            SpoolEvents.write(spool.directory().resolve(i + ".event"), "ns", exit("web", i));
        }

        spool.appeared(spool.directory());

        assertThat(taken).containsExactlyInAnyOrder(exited(2), exited(3));
        assertThat(spool.directory().toFile().list()).containsExactly("1.event");
        assertThat(later.tasks).hasSize(1);
    }

    @Test
    void whatIsNoEventIsSetAsideAndHarmsNothing() throws Exception {
        List<TaskEvent> taken = new ArrayList<>();
        EventSpool spool = open(taken::add);
        Path directory = spool.directory();
        Files.writeString(directory.resolve("a.event"), "no header");
        Files.writeString(directory.resolve("b.event"), "/tasks/exit\n../x\n");
        Files.writeString(directory.resolve("c.event"), "/tasks/exit\nns\n\u0000\u0001garbage");
        Files.createDirectories(directory.resolve("d.event"));
        SpoolEvents.write(directory.resolve("e.event"), "ns", exit("web", 1, Long.MAX_VALUE));
        Files.createSymbolicLink(directory.resolve("f.event"), Path.of("f.event"));
        try (LinuxPosix posix = new LinuxPosix()) {
            posix.mkfifo(directory.resolve("g.event"), 0600);
        }
        Files.writeString(directory.resolve(".unfinished"), "/tasks/exit\nns\n");
        SpoolEvents.write(directory.resolve("z.event"), "ns", exit("web", 1));

        spool.appeared(directory);

        assertThat(taken).containsExactly(exited(1));
        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder(
                        ".unfinished",
                        ".rejected-a.event",
                        ".rejected-b.event",
                        ".rejected-c.event",
                        ".rejected-d.event",
                        ".rejected-e.event",
                        ".rejected-f.event",
                        ".rejected-g.event");
        assertThat(later.tasks).isEmpty();
    }

    @Test
    void onlyTheLastRejectedFilesAreKept() throws Exception {
        EventSpool spool = open(event -> {});
        for (int i = 0; i < RejectedFiles.KEPT + 3; i++) {
            Path file = spool.directory().resolve(i + ".event");
            if (i == 1) {
                Files.createDirectories(file.resolve("with/content"));
            } else {
                Files.writeString(file, "no header");
            }
            Files.setLastModifiedTime(file, FileTime.from(AT.plusSeconds(i)));
        }

        spool.appeared(spool.directory());

        assertThat(spool.directory().toFile().list())
                .hasSize(RejectedFiles.KEPT)
                .doesNotContain(".rejected-0.event", ".rejected-1.event", ".rejected-2.event")
                .contains(".rejected-3.event", ".rejected-102.event");
    }

    @Test
    void abandonedFilesOfThePublisherAreRemovedAtOpen() throws Exception {
        Path directory = open(event -> {}).directory();
        for (String name : List.of(".123-0", ".456-12", ".rejected-x.event", "a.event")) {
            Files.writeString(directory.resolve(name), "x");
            Files.setLastModifiedTime(directory.resolve(name), FileTime.from(AT.minusSeconds(3601)));
        }
        Files.setLastModifiedTime(directory.resolve(".456-12"), FileTime.from(AT.minusSeconds(3599)));

        EventSpool again = open(event -> {});

        assertThat(again.directory().toFile().list())
                .containsExactlyInAnyOrder(".456-12", ".rejected-x.event", "a.event");
    }

    @Test
    void publishingFailsCleanlyWithoutTheSpool() throws Exception {
        EventSpool spool = open(event -> {});
        Files.delete(spool.directory());

        assertThat(publish(spool, "/tasks/exit", exit("web", 1).toByteArray())).isNotZero();
        assertThat(spool.directory()).doesNotExist();
    }

    @Test
    void nobodyElseCanEnter() throws Exception {
        EventSpool spool = open(event -> {});
        publish(spool, "/tasks/exit", exit("web", 1).toByteArray());

        assertThat(mode(spool.directory())).isEqualTo("rwx------");
        assertThat(mode(Publisher.install(root).program())).isEqualTo("rwx------");
        assertThat(mode(Path.of(
                        spool.directory().toString(), spool.directory().toFile().list()[0])))
                .isEqualTo("rw-------");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void eventThatIsTakenSoonStaysUntilItIs() throws Exception {
        CompletableFuture<Void> soon = new CompletableFuture<>();
        EventSpool spool = open(new ShimEventSink() {
            @Override
            public void accept(TaskEvent event) {
                throw new AssertionError("it can wait");
            }

            @Override
            public CompletionStage<Void> acceptSoon(TaskEvent event) {
                return soon;
            }
        });
        Path file = spool.directory().resolve("a.event");
        SpoolEvents.write(file, "ns", exit("web", 1));

        spool.appeared(file);
        assertThat(file).exists();

        soon.complete(null);
        later.tasks.remove().run();
        assertThat(file).doesNotExist();
        assertThat(later.tasks).isEmpty();
    }
}
