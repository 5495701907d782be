// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exits on their way to those who wait for them, when disk or journal are in the way. */
class TaskExitTest extends RuntimeWithProcesses {
    private static TaskEvent.Exited exitEvent() {
        return new TaskEvent.Exited(NS, ID, null, FakeShims.PID, Exit.exited(6, NOW));
    }

    private void journalFails() {
        events.before(event -> {
            throw new UnavailableException("closed");
        });
    }

    @Test
    void exitThatCannotBePublishedIsPublishedLater() throws Exception {
        Task task = running();
        AtomicInteger tried = new AtomicInteger();
        events.before(event -> {
            if (tried.incrementAndGet() == 1) {
                throw new UnavailableException("not now");
            }
        });

        shims.exit.complete(Exit.exited(6, NOW));

        assertThat(await(task).status()).isEqualTo(6);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void exitIsToldThoughTellingItFailsWithAnErrorAtFirst() throws Exception {
        Task task = running();
        AtomicInteger tried = new AtomicInteger();
        events.before(event -> {
            if (tried.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        });

        shims.exit.complete(Exit.exited(6, NOW));

        assertThat(await(task).status()).isEqualTo(6);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void deletionTellsTheExitThatCouldNotBeTold() throws Exception {
        Task task = running();
        journalFails();
        shims.exit.complete(Exit.exited(6, NOW));
        events.before(event -> {});

        assertThat(task.delete().status()).isEqualTo(6);

        assertThat(await(task).status()).isEqualTo(6);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void deletionThatCannotTellTheExitSaysSoAndCanBeRepeated() throws Exception {
        Task task = running();
        journalFails();
        shims.exit.complete(Exit.exited(6, NOW));
        assertThatThrownBy(task::delete).isInstanceOf(UnavailableException.class);
        assertThat(runtime.list()).containsExactly(task);

        events.before(event -> {});
        task.delete();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
        assertThat(files()).isEmpty();
    }

    @Test
    void startThatCouldNotBeToldIsToldBeforeTheExit() throws Exception {
        Task task = create();
        journalFails();
        assertThatThrownBy(task::start).isInstanceOf(UnavailableException.class);
        events.before(event -> {});

        shims.exit.complete(Exit.exited(6, NOW));

        await(task);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    /** R11. */
    @Test
    void fullDiskStopsNeitherAKillNorAnExitNorADeletion() throws Exception {
        Task task = running();
        fillDisk();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));

        task.kill(Signal.KILL, false);

        assertThat(await(task).status()).isEqualTo(137);
        task.delete();
        assertThat(events.topics()).endsWith("/tasks/exit", "/tasks/delete");
        assertThat(files()).isEmpty();
    }

    @Test
    void eventOfAnExitIsNotTakenBeforeItIsOnDisk() throws Exception {
        running();
        fillDisk();
        assertThatThrownBy(() -> shims.sink.accept(exitEvent())).isInstanceOf(UnavailableException.class);
        assertThat(exited()).containsExactly(ID.value());

        freeDisk();
        shims.sink.accept(exitEvent());

        assertThat(readRecord().exit()).isEqualTo(Exit.exited(6, NOW));
        assertThat(exited()).containsExactly(ID.value());
    }

    @Test
    void exitThatIsHeldBackIsOnDiskBeforeItsEventIsTaken() {
        Task task = create();
        List<TaskRecord> seen = new ArrayList<>();
        shims.before.put("start", () -> {
            shims.sink.accept(exitEvent());
            seen.add(readRecord());
        });

        task.start();

        assertThat(seen)
                .singleElement()
                .satisfies(record -> assertThat(record.exit()).isEqualTo(Exit.exited(6, NOW)));
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    /** R10. */
    @Test
    void exitIsOnDiskBeforeThoseOfOthersAreAwaited() {
        Task task = running();
        task.exec(ONE, ExecOptions.of("sleep")).start();

        shims.exit.complete(Exit.exited(6, NOW));

        assertThat(readRecord().exit()).isEqualTo(Exit.exited(6, NOW));
        assertThat(task.info().state()).isEqualTo(TaskState.STOPPED);
    }

    /** R18. */
    @Test
    void exitThatAnEarlierRunHasOnlyWrittenDownIsToldAfterThoseOfOthers() throws Exception {
        running().exec(ONE, ExecOptions.of("sleep")).start();
        journalFails();
        shims.exit.complete(Exit.exited(6, NOW));
        runtime.close();
        events.before(event -> {});
        shims.execExits.clear();
        shims.execExits.put(ONE, CompletableFuture.completedFuture(Exit.exited(137, NOW)));
        shims.state = TaskState.STOPPED;

        open();

        assertThat(await(runtime.get(NS, ID)).status()).isEqualTo(6);
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

    @Test
    void exitOfAnEarlierTaskWithTheSamePidIsNotTakenForThisOnes() throws Exception {
        events.now = NOW.minusSeconds(10);
        events.publish(exitEvent());
        events.now = NOW;
        running();
        journalFails();
        shims.exit.complete(Exit.exited(6, NOW));
        runtime.close();
        events.before(event -> {});

        open();

        await(runtime.get(NS, ID));
        assertThat(exited()).containsExactly(ID.value(), ID.value());
    }

    @Test
    void creationThatIsToldAfterARestartHasAllOfIt() throws Exception {
        Mount mount = new Mount("bind", "/srv", List.of("rbind", "ro"));
        Stdio stdio = new Stdio("", "/out", "", false);
        runtime.create(NS, ID, CreateOptions.with(stdio).withRootfs(mount));
        TaskEvent.Created told = (TaskEvent.Created) events.last();
        runtime.close();
        editRecord("told=CREATED", "told=NOTHING");
        events.now = NOW.minusSeconds(10);
        events.forget();

        open();

        assertThat(events.last()).isEqualTo(told);
    }

    @Test
    void eventIsNotTakenWhileItsTaskIsBeingCreated() {
        List<Throwable> refusals = new ArrayList<>();
        shims.before.put("create", () -> {
            try {
                shims.sink.accept(exitEvent());
            } catch (UnavailableException e) {
                refusals.add(e);
            }
        });

        create();

        assertThat(refusals).hasSize(1);
    }

    @Test
    void eventIsNotTakenUntilItsTaskIsFoundAgain() throws Exception {
        running();
        shims.failing("connect", new UnavailableException("not now"));
        reopen();
        assertThatThrownBy(() -> shims.sink.accept(exitEvent())).isInstanceOf(UnavailableException.class);
        assertThat(exited()).isEmpty();

        shims.before.clear();
        runtime.get(NS, ID).refresh();
        shims.sink.accept(exitEvent());

        assertThat(exited()).containsExactly(ID.value());
    }
}
