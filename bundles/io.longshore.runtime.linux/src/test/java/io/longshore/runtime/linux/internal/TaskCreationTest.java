// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.CancelledException;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each step of a creation can fail. */
class TaskCreationTest extends RuntimeWithFakeShims {
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

    @Test
    void recordIsNotDeletedFromUnderACreation() throws Exception {
        CountDownLatch creating = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        shims.before.put("launch", () -> {
            creating.countDown();
            awaitUninterruptibly(goOn);
        });
        CompletableFuture<Task> creation = CompletableFuture.supplyAsync(this::create);
        assertThat(creating.await(10, SECONDS)).isTrue();

        assertThatThrownBy(() -> runtime.deleteContainer(NS, ID)).isInstanceOf(FailedPreconditionException.class);

        goOn.countDown();
        Task task = creation.get(10, SECONDS);
        assertThatThrownBy(() -> runtime.deleteContainer(NS, ID)).isInstanceOf(FailedPreconditionException.class);
        task.forceDelete();
        runtime.deleteContainer(NS, ID);
    }

    /** R1, R8. */
    @Test
    void idStaysTakenUntilNothingIsLeftOfAFailedCreation() throws Exception {
        shims.failing("create", new UnknownException("runc said no"));
        shims.failing("reclaim", new UnavailableException("the shim hangs"));
        assertThatThrownBy(this::create).isInstanceOf(UnknownException.class);
        assertThatThrownBy(this::create).isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> runtime.deleteContainer(NS, ID)).isInstanceOf(FailedPreconditionException.class);
        assertThat(runtime.list()).isEmpty();

        shims.before.clear();

        Awaitility.await().until(() -> !isTaken());
        assertThat(files()).isEmpty();
        assertThat(shims.alive).isFalse();
        create();
    }

    private boolean isTaken() {
        try {
            runtime.deleteContainer(NS, ID);
            return false;
        } catch (FailedPreconditionException e) {
            return true;
        }
    }

    @Test
    void taskWhoseCreationIsNotToldIsNotFoundThoughItCannotBeUndoneNow() {
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        shims.failing("reclaim", new UnavailableException("the shim hangs"));

        assertThatThrownBy(this::create).isInstanceOf(UnavailableException.class);

        assertThatThrownBy(() -> runtime.get(NS, ID)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(this::create).isInstanceOf(AlreadyExistsException.class);
    }

    /** As when no descriptor is left: what was made cannot be removed either, and nothing was written of it. */
    @Test
    void creationThatFailsBeforeItsRecordAndCannotBeUndoneIsUndoneLater() throws Exception {
        Path inTheWay = directory.resolve("state/ns/web/rootfs/data");
        events.beforeLastSequence(() -> {
            try {
                Files.writeString(inTheWay, "x");
            } catch (java.io.IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new UnavailableException("no descriptor is left");
        });
        assertThatThrownBy(this::create)
                .isInstanceOf(UnavailableException.class)
                .hasMessage("no descriptor is left");
        events.beforeLastSequence(() -> {});
        assertThatThrownBy(this::create).isInstanceOf(AlreadyExistsException.class);
        assertThat(isTaken()).isTrue();

        Files.delete(inTheWay);

        Awaitility.await().until(() -> !isTaken());
        assertThat(files()).isEmpty();
        create();
    }

    /** R1. */
    @Test
    void nextRunFindsNoTaskInACreationWhoseUndoingWasCutOff() throws Exception {
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        shims.failing("reclaim", new UnavailableException("the process ends here"));
        assertThatThrownBy(this::create).isInstanceOf(UnavailableException.class);
        assertThat(readRecord().isIntent()).isTrue();
        events.before(event -> {});
        shims.before.clear();
        shims.calls.clear();

        reopen();

        assertThat(shims.calls).contains("reclaim").doesNotContain("connect");
        assertThat(runtime.list()).isEmpty();
        assertThat(files()).isEmpty();
        assertThat(events.topics()).isEmpty();
    }

    @Test
    void whoDeletesATaskWhoseCreationFailsFindsNone() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        events.before(event -> {
            telling.countDown();
            awaitUninterruptibly(goOn);
            throw new UnavailableException("closed");
        });
        FutureTask<Task> creation = new FutureTask<>(this::create);
        Thread creator = beside(creation);
        awaitUninterruptibly(telling);
        Task task = runtime.get(NS, ID);
        FutureTask<Exit> deletion = new FutureTask<>(task::forceDelete);
        Thread deleter = beside(deletion);

        goOn.countDown();

        assertThatThrownBy(() -> deletion.get(5, SECONDS)).hasCauseInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> creation.get(10, SECONDS)).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> task.waitForExit(Duration.ofSeconds(10))).isInstanceOf(NotFoundException.class);
        creator.join();
        deleter.join();
        assertThat(files()).isEmpty();
    }
}
