// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.containers.RuncOptions;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A runtime with shims that do as they are told; {@code /bin/true} stands in for runc. */
abstract class RuntimeWithFakeShims {
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    static final Namespace NS = new Namespace("ns");
    static final ContainerId ID = new ContainerId("web");

    @TempDir
    Path directory;

    final FakeShims shims = new FakeShims();
    final RecordingExchange events = new RecordingExchange();
    final LinuxPosix posix = new LinuxPosix();
    LinuxRuntime runtime;
    String program = "/bin/true";
    Duration exitTimeout = Duration.ofHours(1);
    Duration restoreTimeout = Duration.ofSeconds(10);

    @BeforeEach
    void open() {
        Container container = Container.builder(
                        ID, OciSpec.builder(NS, ID).args("true").build())
                .build();
        RuntimeSettings settings = RuntimeSettings.defaults(directory.resolve("root"), directory.resolve("state"))
                .withRuntime(program)
                .withRuntimeRoot(directory.resolve("runc"))
                .with(new Deadlines(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(200),
                        restoreTimeout,
                        exitTimeout));
        runtime = LinuxRuntime.open(
                settings, new OneContainer(container), events, List.of(shims), posix, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        runtime.close();
        posix.close();
    }

    void reopen() {
        runtime.close();
        shims.exit = new CompletableFuture<>();
        shims.lost = new CompletableFuture<>();
        shims.execExits.clear();
        open();
    }

    Task create() {
        return runtime.create(NS, ID, CreateOptions.DEFAULT);
    }

    static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(10, SECONDS);
    }

    /** The task's directories; those of its namespace may stay. */
    List<Path> files() throws Exception {
        List<Path> found = new ArrayList<>();
        for (String top : List.of("root", "state")) {
            try (Stream<Path> paths = Files.walk(directory.resolve(top))) {
                paths.filter(path -> path.getNameCount() > directory.getNameCount() + 2)
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** The record of a task that is about to be made, with its work directory for a bundle. */
    static TaskRecord intent(Path workDirectory) {
        RuncOptions runc = new RuncOptions("runc", "/run/runc", "", false);
        ShimLaunch launch = new ShimLaunch(NS, ID, workDirectory, workDirectory, "containerd-shim", runc, "", false);
        return TaskRecord.intent("boot", "v1", launch, CreateOptions.DEFAULT, 0);
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Nothing can be written about the task, as on a full disk, until it is let: the record can neither be added to, as its file
     * is not as it was left, nor replaced.
     */
    void fillDisk() throws Exception {
        Files.writeString(directory.resolve("root/ns/web/task.properties"), "\n", StandardOpenOption.APPEND);
        Files.createDirectories(directory.resolve("root/ns/web/.task.properties.new/full"));
    }

    void freeDisk() throws Exception {
        Files.delete(directory.resolve("root/ns/web/.task.properties.new/full"));
    }

    /** Runs beside the test until it waits for something. */
    static Thread beside(FutureTask<?> task) {
        Thread thread = new Thread(task, "longshore-test-beside");
        thread.start();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        thread.getState() == Thread.State.TIMED_WAITING || thread.getState() == Thread.State.BLOCKED);
        return thread;
    }

    /** The ids of the processes whose exits were told, in order; the first process has the container's. */
    List<Object> exited() {
        return events.list(0, 1000).stream()
                .filter(record -> record.event() instanceof TaskEvent.Exited)
                .map(record -> record.event().attributes().get("id"))
                .toList();
    }

    /** By hand, so without a checksum: as a record of an earlier version. */
    void editRecord(String from, String to) throws Exception {
        Path file = directory.resolve("root/ns/web/task.properties");
        String content = Files.readString(file);
        assertThat(content).contains(from);
        Files.writeString(file, content.replace(from, to).replace("version=2", "version=1"));
    }

    TaskRecord readRecord() {
        try {
            return TaskRecordText.parse(Files.readAllBytes(directory.resolve("root/ns/web/task.properties")));
        } catch (java.io.IOException e) {
            throw new UnavailableException("no record", e);
        }
    }
}
