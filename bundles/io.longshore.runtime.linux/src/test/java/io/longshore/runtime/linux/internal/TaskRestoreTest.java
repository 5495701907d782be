// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How the next start finds the tasks again that an earlier one has left. */
class TaskRestoreTest extends RuntimeWithFakeShims {
    @Test
    void exitThatCannotBePublishedIsPublishedByTheNextStart() throws Exception {
        Task task = create();
        task.start();
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        shims.exit.complete(Exit.exited(6, NOW));
        assertThat(task.exit().toCompletableFuture()).isNotDone();
        runtime.close();
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
        editRecord("told=EXITED", "told=STARTED");

        open();

        assertThat(events.topics()).containsOnlyOnce("/tasks/exit");
    }

    /** R21. */
    @Test
    void whatTheKernelKilledBeforeARestartDoesNotExplainALaterEnd() throws Exception {
        create().start();
        runtime.close();
        Path memory = Files.createDirectory(directory.resolve("memory"));
        Files.writeString(memory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        FirstProcess process = new FirstProcess(FakeShims.PID, 0, new Cgroup(Map.of("memory", memory)));
        Path file = directory.resolve("root/ns/web/task.properties");
        WrittenRecord.write(file, readRecord().started(process, NOW));
        reopen();

        shims.exit.complete(Exit.exited(137, NOW));

        assertThat(await(runtime.get(NS, ID)).cause()).isEqualTo(Exit.Cause.EXITED);
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

    /** Not even what nobody has thought of keeps the others from being found. */
    @Test
    void whateverGoesWrongWithOneTaskItIsUnknownAndTriedAgain() throws Exception {
        create().start();
        runtime.close();
        editRecord("told=STARTED", "told=CREATED");
        events.forget();
        CountDownLatch again = new CountDownLatch(2);
        events.before(event -> {
            if (event instanceof TaskEvent.Started) {
                again.countDown();
                if (again.getCount() == 1) {
                    throw new IllegalStateException("odd");
                }
            }
        });

        open();

        assertThat(runtime.get(NS, ID).info().state()).isEqualTo(TaskState.UNKNOWN);
        assertThat(again.await(10, SECONDS)).isTrue();
    }

    /** R9. */
    @Test
    void rebootIsToldAsOneAlsoIfThatIsSeenLater() throws Exception {
        create().start();
        runtime.close();
        editRecord("boot_id=", "boot_id=other-");
        editRecord("told=STARTED", "told=CREATED");
        events.forget();
        shims.alive = false;
        AtomicInteger tried = new AtomicInteger();
        CountDownLatch deleted = new CountDownLatch(1);
        events.before(event -> {
            if (tried.incrementAndGet() == 1) {
                throw new UnavailableException("not now");
            }
            if (event instanceof TaskEvent.Deleted) {
                deleted.countDown();
            }
        });

        open();

        assertThat(deleted.await(10, SECONDS)).isTrue();
        assertThat(events.list(0, 100))
                .filteredOn(record -> record.event() instanceof TaskEvent.Exited)
                .singleElement()
                .satisfies(record -> assertThat(
                                ((TaskEvent.Exited) record.event()).exit().cause())
                        .isEqualTo(Exit.Cause.HOST_REBOOT));
    }

    @Test
    void taskThatIsFoundAgainLaterIsWatchedToo() throws Exception {
        create().start();
        runtime.close();
        editRecord("told=STARTED", "told=CREATED");
        events.forget();
        AtomicInteger tried = new AtomicInteger();
        events.before(event -> {
            if (tried.incrementAndGet() == 1) {
                throw new UnavailableException("not now");
            }
        });
        // there is no such process
        exitTimeout = Duration.ofMillis(10);

        reopen();

        assertThat(await(runtime.get(NS, ID)).cause()).isEqualTo(Exit.Cause.UNOBSERVED);
    }
}
