// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.CancelledException;
import io.longshore.api.ContainerId;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.posix.LinuxPosix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime with shims that do as they are told; {@code /bin/true} stands in for runc. */
class LinuxRuntimeTest {
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Namespace NS = new Namespace("ns");
    private static final ContainerId ID = new ContainerId("web");

    @TempDir
    Path directory;

    private final FakeShims shims = new FakeShims();
    private final RecordingExchange events = new RecordingExchange();
    private final LinuxPosix posix = new LinuxPosix();
    private LinuxRuntime runtime;

    @BeforeEach
    void open() {
        Container container = Container.builder(
                        ID, OciSpec.builder(NS, ID).args("true").build())
                .build();
        RuntimeSettings settings = new RuntimeSettings(
                directory.resolve("root"),
                directory.resolve("state"),
                "containerd-shim",
                "/bin/true",
                directory.resolve("runc"),
                false,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(200),
                Duration.ofSeconds(10));
        runtime = LinuxRuntime.open(
                settings, new OneContainer(container), events, List.of(shims), posix, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        runtime.close();
        posix.close();
    }

    private void reopen() {
        runtime.close();
        shims.exit = new CompletableFuture<>();
        shims.lost = new CompletableFuture<>();
        open();
    }

    private Task create() {
        return runtime.create(NS, ID, CreateOptions.DEFAULT);
    }

    private static Exit await(Task task) throws Exception {
        return task.exit().toCompletableFuture().get(10, SECONDS);
    }

    /** The task's directories; those of its namespace may stay. */
    private List<Path> files() throws Exception {
        List<Path> found = new ArrayList<>();
        for (String top : List.of("root", "state")) {
            try (Stream<Path> paths = Files.walk(directory.resolve(top))) {
                paths.filter(path -> path.getNameCount() > directory.getNameCount() + 2)
                        .forEach(found::add);
            }
        }
        return found;
    }

    @Test
    void lifecycleCallsTheShimAndPublishesInOrder() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(3, NOW));
        assertThat(await(task).status()).isEqualTo(3);
        task.delete();

        assertThat(shims.calls).containsExactly("deliverEvents", "launch", "create", "start", "delete", "end");
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(files()).isEmpty();
        assertThat(runtime.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch", "create"})
    void creationThatFailsLeavesNothingAndTheIdFree(String step) throws Exception {
        shims.failing(step, new UnknownException("runc said no"));

        assertThatThrownBy(this::create).isInstanceOf(UnknownException.class).hasMessage("runc said no");

        assertThat(files()).isEmpty();
        assertThat(shims.alive).isFalse();
        assertThat(runtime.list()).isEmpty();
        assertThat(events.topics()).isEmpty();
        shims.before.clear();
        create();
    }

    @Test
    void interruptedCreationLeavesNothingEither() throws Exception {
        shims.before.put("create", () -> {
            Thread.currentThread().interrupt();
            throw new CancelledException("interrupted");
        });

        assertThatThrownBy(this::create).isInstanceOf(CancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(files()).isEmpty();
        assertThat(shims.alive).isFalse();
    }

    @Test
    void bundleOfSomebodyElseIsLeftAlone() throws Exception {
        Path foreign = Files.createDirectories(directory.resolve("state/ns/web"));
        Files.writeString(foreign.resolve("shim.pid"), "1");

        assertThatThrownBy(this::create).isInstanceOf(AlreadyExistsException.class);

        assertThat(shims.calls).doesNotContain("reclaim", "launch");
        assertThat(foreign.resolve("shim.pid")).exists();
        assertThat(directory.resolve("root/ns/web")).doesNotExist();
    }

    @Test
    void taskCanBeFoundWhenItsCreationIsTold() {
        List<TaskState> states = new ArrayList<>();
        events.before(event -> states.add(runtime.get(NS, ID).info().state()));

        create();

        assertThat(states).containsExactly(TaskState.CREATED);
    }

    @Test
    void creationThatCannotPublishIsUndone() throws Exception {
        events.before(event -> {
            throw new UnavailableException("closed");
        });

        assertThatThrownBy(this::create).isInstanceOf(UnavailableException.class);

        assertThat(shims.calls).endsWith("create", "disconnect", "reclaim");
        assertThat(files()).isEmpty();
    }

    @Test
    void intentIsOnDiskBeforeTheShimIsLaunched() throws Exception {
        List<TaskRecord> seen = new ArrayList<>();
        shims.before.put("launch", () -> {
            try {
                seen.add(TaskRecordText.parse(Files.readAllBytes(directory.resolve("root/ns/web/task.properties"))));
            } catch (java.io.IOException e) {
                throw new UnavailableException("no record", e);
            }
        });

        create();

        assertThat(seen)
                .singleElement()
                .satisfies(record -> assertThat(record.pid()).isZero());
    }

    @Test
    void idIsTakenWhileItsCreationIsUnderWay() throws Exception {
        CountDownLatch creating = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("create", () -> {
            creating.countDown();
            awaitUninterruptibly(goOn);
        });
        CompletableFuture<Task> first = CompletableFuture.supplyAsync(this::create);
        assertThat(creating.await(10, SECONDS)).isTrue();

        assertThatThrownBy(this::create).isInstanceOf(AlreadyExistsException.class);
        assertThat(runtime.list()).isEmpty();
        assertThatThrownBy(() -> runtime.get(NS, ID)).isInstanceOf(NotFoundException.class);

        goOn.countDown();
        assertThat(first.get(10, SECONDS).info().state()).isEqualTo(TaskState.CREATED);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void exitBeforeTheAnswerToStartIsPublishedAfterTheStart() throws Exception {
        Task task = create();
        shims.before.put("start", () -> shims.exit.complete(Exit.exited(0, NOW)));

        task.start();

        assertThat(await(task).status()).isZero();
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void exitWhileTheStartEventIsPublishedComesAfterIt() throws Exception {
        Task task = create();
        events.before(event -> {
            if (event instanceof TaskEvent.Started) {
                shims.exit.complete(Exit.exited(0, NOW));
            }
        });

        task.start();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
    }

    @Test
    void exitThatComesTwiceIsPublishedOnce() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(1, NOW));
        shims.sink.accept(new TaskEvent.Exited(NS, ID, null, FakeShims.PID, Exit.exited(2, NOW)));

        assertThat(await(task).status()).isEqualTo(1);
        assertThat(events.topics()).containsOnlyOnce("/tasks/exit");
    }

    @Test
    void publishedEventOfTheShimIsASourceOfItsOwn() throws Exception {
        Task task = create();
        task.start();

        shims.sink.accept(new TaskEvent.Exited(NS, ID, null, FakeShims.PID, Exit.exited(5, NOW)));

        assertThat(await(task).status()).isEqualTo(5);
    }

    @Test
    void lateEventOfAnEarlierProcessIsNotBelieved() {
        Task task = create();
        task.start();

        shims.sink.accept(new TaskEvent.Exited(NS, ID, null, FakeShims.PID + 1, Exit.exited(5, NOW)));

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void failedStartCanBeTriedAgain() {
        Task task = create();
        shims.failing("start", new DeadlineExceededException("slow"));
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);
        assertThat(task.info().state()).isEqualTo(TaskState.CREATED);

        shims.before.clear();
        task.start();

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void refreshFindsAStartWhoseAnswerCameTooLate() {
        Task task = create();
        shims.failing("start", new DeadlineExceededException("slow"));
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);
        shims.state = TaskState.RUNNING;

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");
    }

    @Test
    void exitIsOnDiskBeforeItIsPublished() throws Exception {
        Task task = create();
        task.start();
        List<TaskRecord> seen = new ArrayList<>();
        events.before(event -> {
            if (event instanceof TaskEvent.Exited) {
                seen.add(readRecord());
            }
        });
        shims.exit.complete(Exit.exited(9, NOW));
        await(task);

        assertThat(seen)
                .singleElement()
                .satisfies(record -> assertThat(record.exit()).isEqualTo(Exit.exited(9, NOW)));
    }

    private TaskRecord readRecord() {
        try {
            return TaskRecordText.parse(Files.readAllBytes(directory.resolve("root/ns/web/task.properties")));
        } catch (java.io.IOException e) {
            throw new UnavailableException("no record", e);
        }
    }

    @Test
    void lostShimMeansTheContainerIsKilledAndForgottenWithTheCause() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch deleted = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Deleted) {
                deleted.countDown();
            }
        });

        shims.lost.complete(null);

        Exit exit = await(task);
        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(exit.status()).isEqualTo(137);
        assertThat(deleted.await(10, SECONDS)).isTrue();
        assertThat(files()).isEmpty();
        assertThat(runtime.list()).isEmpty();
        assertThat(shims.calls).contains("reclaim");
    }

    @Test
    void deletionThatFailsHalfWayIsRepeated() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(0, NOW));
        await(task);
        shims.failing("end", new DeadlineExceededException("hung"));
        assertThatThrownBy(task::delete).isInstanceOf(DeadlineExceededException.class);
        assertThat(runtime.list()).hasSize(1);

        shims.before.clear();
        shims.failing("delete", new NotFoundException("deleted before"));
        task.delete();

        assertThat(files()).isEmpty();
        assertThat(events.topics()).containsOnlyOnce("/tasks/exit").containsOnlyOnce("/tasks/delete");
    }

    @Test
    void forcedDeletionDoesWithoutAShimThatDoesNotAnswer() throws Exception {
        Task task = create();
        task.start();
        shims.failing("kill", new DeadlineExceededException("stopped"));
        shims.before.put("reclaim", () -> shims.failing("delete", new UnavailableException("gone")));

        Exit exit = task.forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(shims.calls).contains("reclaim");
        assertThat(files()).isEmpty();
    }

    @Test
    void taskThatWasNeverStartedIsKilledBeforeItIsDeleted() {
        Task task = create();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));

        assertThat(task.delete().status()).isEqualTo(137);

        assertThat(shims.calls).endsWith("create", "kill", "delete", "end");
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void forcedDeletionOfAnEndedTaskDoesWithoutAShimThatDoesNotAnswer() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(3, NOW));
        await(task);
        shims.failing("delete", new DeadlineExceededException("stopped"));
        assertThatThrownBy(task::delete).isInstanceOf(DeadlineExceededException.class);

        assertThat(task.forceDelete().status()).isEqualTo(3);

        assertThat(shims.calls).contains("reclaim");
        assertThat(files()).isEmpty();
    }

    @Test
    void shimLostDuringADeletionThatFailsIsCleanedUpAfterIt() throws Exception {
        Task task = create();
        task.start();
        shims.before.put("kill", () -> {
            shims.lost.complete(null);
            throw new CancelledException("interrupted");
        });
        CountDownLatch deleted = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Deleted) {
                deleted.countDown();
            }
        });

        assertThatThrownBy(task::forceDelete).isInstanceOf(CancelledException.class);

        assertThat(deleted.await(10, SECONDS)).isTrue();
        assertThat(await(task).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
    }

    @Test
    void whoDeletesATaskThatIsBeingDeletedWaitsForThat() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch clearing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("reclaim", () -> {
            clearing.countDown();
            awaitUninterruptibly(goOn);
        });
        shims.lost.complete(null);
        assertThat(clearing.await(10, SECONDS)).isTrue();

        FutureTask<Exit> deletion = new FutureTask<>(task::forceDelete);
        Thread deleter = new Thread(deletion, "longshore-test-deleter");
        deleter.start();
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (deleter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        });
        goOn.countDown();

        assertThat(deletion.get(10, SECONDS).cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(events.topics()).containsOnlyOnce("/tasks/delete");
    }

    @Test
    void exitThatCannotBePublishedIsPublishedByTheNextStart() throws Exception {
        Task task = create();
        task.start();
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        shims.exit.complete(Exit.exited(6, NOW));
        assertThat(await(task).status()).isEqualTo(6);
        events.before(event -> {});
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");

        reopen();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
        assertThat(await(runtime.get(NS, ID)).status()).isEqualTo(6);
    }

    @Test
    void exitThatWasPublishedButNotNotedIsNotPublishedAgain() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(6, NOW));
        await(task);
        runtime.close();
        Path file = directory.resolve("root/ns/web/task.properties");
        Files.writeString(file, Files.readString(file).replace("told=EXITED", "told=STARTED"));

        open();

        assertThat(events.topics()).containsOnlyOnce("/tasks/exit");
    }

    @Test
    void deletionThatWasNotToldIsToldByTheNextStart() throws Exception {
        Task task = create();
        task.start();
        shims.exit.complete(Exit.exited(6, NOW));
        await(task);
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        assertThatThrownBy(task::delete).isInstanceOf(UnavailableException.class);
        events.before(event -> {});

        reopen();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(directory.resolve("root/ns")).isEmptyDirectory();
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void statusThatALostShimHasPublishedIsBelieved() throws Exception {
        create().start();
        shims.alive = false;
        shims.published = Optional.of(Exit.exited(42, NOW));

        reopen();

        assertThat(events.last())
                .isInstanceOfSatisfying(
                        TaskEvent.Deleted.class,
                        deleted -> assertThat(deleted.exit().status()).isEqualTo(42));
    }

    @Test
    void shimThatCannotBeAskedIsNotTakenForDead() throws Exception {
        create().start();
        shims.failing("connect", new UnavailableException("too many open files"));
        reopen();
        Task task = runtime.get(NS, ID);
        assertThat(task.info().state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(task.info().reason()).contains("too many open files");
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");
        assertThatThrownBy(() -> task.kill(Signal.TERM, false)).isInstanceOf(UnavailableException.class);

        shims.before.clear();

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        shims.exit.complete(Exit.exited(1, NOW));
        assertThat(await(task).status()).isEqualTo(1);
    }

    @Test
    void unknownTaskCanBeDeletedByForce() throws Exception {
        create().start();
        shims.failing("connect", new UnavailableException("too many open files"));
        reopen();

        Exit exit = runtime.get(NS, ID).forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.SHIM_LOST);
        assertThat(shims.calls).contains("reclaim");
        assertThat(files()).isEmpty();
    }

    @Test
    void foreignFilesInTheRootAreLeftAlone() throws Exception {
        runtime.close();
        Path file = Files.writeString(directory.resolve("root/README"), "mine");
        Path deep = Files.createDirectories(directory.resolve("root/metadata/store"));
        Files.writeString(deep.resolve("metadata.mv"), "mine too");
        Path link = Files.createSymbolicLink(directory.resolve("root/link"), deep);

        open();

        assertThat(file).hasContent("mine");
        assertThat(deep.resolve("metadata.mv")).hasContent("mine too");
        assertThat(link).exists();
    }

    @Test
    void creationCutOffBeforeItsRecordIsTakenBack() throws Exception {
        runtime.close();
        Files.createDirectories(directory.resolve("root/ns/web"));
        Files.createDirectories(directory.resolve("state/ns/web/rootfs"));
        Files.writeString(directory.resolve("state/ns/web/config.json"), "{}");

        open();

        assertThat(files()).isEmpty();
        create();
    }

    @Test
    void removalCutOffHalfWayIsFinished() throws Exception {
        runtime.close();
        Path hidden =
                Files.createDirectories(directory.resolve("state/ns/.web-01234567-89ab-cdef-0123-456789abcdef/rootfs"));
        Files.createDirectories(directory.resolve("root/ns/.web-01234567-89ab-cdef-0123-456789abcdef"));

        open();

        assertThat(hidden.getParent()).doesNotExist();
        assertThat(directory.resolve("root/ns")).isEmptyDirectory();
    }

    @Test
    void twoRuntimesNeverShareADirectory() {
        assertThatThrownBy(this::open)
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("another runtime");
        create();
    }

    @Test
    void directoriesInEachOtherAreRefused() {
        assertThatThrownBy(() -> LinuxRuntime.open(
                        RuntimeSettings.defaults(directory.resolve("a"), directory.resolve("a/b")),
                        new OneContainer(Container.builder(
                                        ID, OciSpec.builder(NS, ID).args("true").build())
                                .build()),
                        events,
                        List.of(shims),
                        posix,
                        Clock.systemUTC()))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void noLockIsHeldWhileAShimIsCalled() throws Exception {
        Task task = create();
        task.start();
        CountDownLatch killing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("kill", () -> {
            killing.countDown();
            awaitUninterruptibly(goOn);
        });
        CompletableFuture<Void> kill = CompletableFuture.runAsync(() -> task.kill(Signal.TERM, false));
        assertThat(killing.await(10, SECONDS)).isTrue();

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(runtime.list()).containsExactly(task);
        assertThatThrownBy(task::delete).isInstanceOf(FailedPreconditionException.class);

        goOn.countDown();
        kill.get(10, SECONDS);
    }

    @Test
    void runningTaskIsFoundAgain() {
        create().start();
        reopen();

        Task task = runtime.get(NS, ID);

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.info().pid()).isEqualTo(FakeShims.PID);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");
    }

    @Test
    void exitWhileNobodyWatchedIsDeliveredWithItsStatus() throws Exception {
        create().start();
        runtime.close();
        shims.exit = CompletableFuture.completedFuture(Exit.exited(8, NOW));
        shims.state = TaskState.STOPPED;
        open();

        assertThat(await(runtime.get(NS, ID)).status()).isEqualTo(8);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void exitThatWasPublishedBeforeIsNotPublishedAgain() throws Exception {
        Task before = create();
        before.start();
        shims.exit.complete(Exit.exited(8, NOW));
        await(before);
        reopen();

        Task task = runtime.get(NS, ID);

        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
        assertThat(await(task).status()).isEqualTo(8);
        task.delete();
        assertThat(events.topics()).containsOnlyOnce("/tasks/exit");
    }

    @Test
    void shimThatDiedWhileNobodyWatchedIsCleanedUpAfter() throws Exception {
        create().start();
        shims.alive = false;
        reopen();

        assertThat(runtime.list()).isEmpty();
        assertThat(files()).isEmpty();
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        LongshoreEvent last = events.last();
        assertThat(last)
                .isInstanceOfSatisfying(
                        TaskEvent.Deleted.class,
                        deleted -> assertThat(deleted.exit().cause()).isEqualTo(Exit.Cause.SHIM_LOST));
    }

    @Test
    void shimThatDoesNotAnswerAfterARestartIsUnknownUntilItDoes() {
        create().start();
        shims.failing("state", new DeadlineExceededException("stopped"));
        reopen();
        Task task = runtime.get(NS, ID);
        assertThat(task.info().state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(task.info().reason()).isNotEmpty();

        shims.before.clear();

        assertThat(task.refresh().state()).isEqualTo(TaskState.RUNNING);
        assertThat(task.info().reason()).isEmpty();
    }

    @Test
    void creationThatWasCutOffIsTakenBackByTheNextStart() throws Exception {
        shims.failing("create", new UnavailableException("the process ends here"));
        shims.failing("reclaim", new UnavailableException("so nothing is undone"));
        assertThatThrownBy(this::create).isInstanceOf(UnavailableException.class);
        assertThat(files()).isNotEmpty();
        shims.before.clear();
        shims.calls.clear();

        reopen();

        assertThat(shims.calls).contains("reclaim").doesNotContain("connect");
        assertThat(runtime.list()).isEmpty();
        assertThat(files()).isEmpty();
        assertThat(events.topics()).isEmpty();
        create();
    }
}
