// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.NotFoundException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessesWatch;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Deletions of added processes, and of tasks that have some. */
class ProcessDeletionTest extends RuntimeWithProcesses {
    @Test
    void deletionOfAProcessWaitsForItsExitEvent() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        process.start();
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        events.before(event -> {
            if (event instanceof TaskEvent.Exited) {
                publishing.countDown();
                awaitUninterruptibly(goOn);
            }
        });
        FutureTask<Boolean> exit = new FutureTask<>(() -> exitOf(ONE).complete(Exit.exited(3, NOW)));
        Thread exitThread = beside(exit);
        assertThat(publishing.await(10, SECONDS)).isTrue();
        FutureTask<Exit> deletion = new FutureTask<>(process::delete);
        Thread deleter = beside(deletion);
        assertThat(shims.calls).doesNotContain("deleteProcess one");

        goOn.countDown();

        assertThat(deletion.get(10, SECONDS).status()).isEqualTo(3);
        deleter.join();
        exitThread.join();
        shims.execExits.clear();
        task.exec(ONE, ExecOptions.of("true"));
        assertThat(directory.resolve("root/ns/web/exec.one")).content().startsWith("told ADDED ");
        assertThat(exited()).containsExactly(ONE.value());
    }

    @Test
    void deletionOfAProcessTellsTheExitThatCouldNotBeTold() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        process.start();
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        exitOf(ONE).complete(Exit.exited(3, NOW));
        assertThatThrownBy(process::delete).isInstanceOf(UnavailableException.class);

        events.before(event -> {});

        assertThat(process.delete().status()).isEqualTo(3);
        assertThat(exited()).containsExactly(ONE.value());
    }

    @Test
    void exitThatCannotBeToldForAReasonThatNobodyHasForeseenIsToldLater() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        process.start();
        AtomicInteger attempts = new AtomicInteger();
        events.before(event -> {
            if (attempts.getAndIncrement() == 0) {
                throw new NoClassDefFoundError("of a bundle that is gone");
            }
        });

        exitOf(ONE).complete(Exit.exited(3, NOW));

        assertThat(await(process).status()).isEqualTo(3);
        assertThat(exited()).containsExactly(ONE.value());
    }

    @Test
    void exitOfADeletedProcessIsNotTold() {
        Task task = running();
        task.exec(ONE, ExecOptions.of("true")).delete();

        exitOf(ONE).complete(Exit.exited(0, NOW));

        assertThat(exited()).isEmpty();
        assertThat(directory.resolve("root/ns/web/exec.one")).doesNotExist();
    }

    @Test
    void processWhoseExitNobodyTellsKeepsNobodyFromDeletingTheTask() {
        Task task = running();
        task.exec(ONE, ExecOptions.of("sleep")).start();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));

        Exit exit = task.forceDelete();

        assertThat(exit.cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(shims.calls).doesNotContain("reclaim");
        assertThat(exited()).containsExactly(ONE.value(), ID.value());
    }

    /** R22. */
    @Test
    void deletionOfAProcessWhoseTraceCannotBeRemovedCanBeRepeated() throws Exception {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        Path trace = directory.resolve("root/ns/web/exec.one");
        Files.delete(trace);
        Files.createDirectories(trace.resolve("full"));
        assertThatThrownBy(process::delete).isInstanceOf(UnavailableException.class);

        Files.delete(trace.resolve("full"));
        process.delete();

        task.exec(ONE, ExecOptions.of("true"));
    }

    @Test
    void exitOfAProcessThatIsDeletedWithoutHavingBeenStartedIsNotWaitedFor() {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        CompletableFuture<Exit> exit = process.exit().toCompletableFuture();

        process.delete();

        assertThat(exit)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> process.waitForExit(Duration.ofSeconds(10))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void exitOfAProcessIsThereAfterItsDeletion() throws Exception {
        TaskProcess process = running().exec(ONE, ExecOptions.of("true"));
        process.start();
        exitOf(ONE).complete(Exit.exited(3, NOW));

        process.delete();

        assertThat(await(process).status()).isEqualTo(3);
    }

    @Test
    void whoWatchesTheProcessesIsToldOfEachThatComesOrGoes() throws Exception {
        Task task = running();
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        ProcessesWatch watch =
                task.watchProcesses(() -> seen.add(task.processes().size()));

        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        assertThat(seen.poll(10, SECONDS)).isEqualTo(1);
        process.delete();
        assertThat(seen.poll(10, SECONDS)).isZero();

        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));
        task.exec(ONE, ExecOptions.of("true"));
        assertThat(seen.poll(10, SECONDS)).isEqualTo(1);
        task.forceDelete();
        assertThat(seen.poll(10, SECONDS)).isZero();
        watch.close();
        assertThat(seen).isEmpty();
    }

    /** R23. */
    @Test
    void whoWatchesTheProcessesAndBlocksHoldsUpNothingAndIsToldOnceOfAllThatCameMeanwhile() throws Exception {
        Task task = running();
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        try (ProcessesWatch watch = task.watchProcesses(() -> {
            told.countDown();
            awaitUninterruptibly(goOn);
            seen.add(task.processes().size());
        })) {
            assertThat(watch).isNotNull();
            TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
            assertThat(told.await(10, SECONDS)).isTrue();
            process.delete();
            task.exec(ONE, ExecOptions.of("true")).delete();

            goOn.countDown();

            assertThat(seen.poll(10, SECONDS)).isZero();
            assertThat(seen.poll(10, SECONDS)).isZero();
            task.exec(ONE, ExecOptions.of("true"));
            assertThat(seen.poll(10, SECONDS)).isEqualTo(1);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void whoWatchesTheProcessesAndFailsIsToldOfWhatComesAfter() throws Exception {
        Task task = running();
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        try (ProcessesWatch watch = task.watchProcesses(() -> {
            seen.add(task.processes().size());
            throw new NoClassDefFoundError("of a bundle that is gone");
        })) {
            assertThat(watch).isNotNull();
            TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
            assertThat(seen.poll(10, SECONDS)).isEqualTo(1);

            process.delete();

            assertThat(seen.poll(10, SECONDS)).isZero();
        }
    }

    @Test
    void whoNoLongerWatchesTheProcessesIsToldNothing() {
        Task task = running();
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        task.watchProcesses(() -> seen.add(task.processes().size())).close();

        task.exec(ONE, ExecOptions.of("true")).delete();
        runtime.close();

        assertThat(seen).isEmpty();
    }

    @Test
    void processesAreGoneWithTheirTask() {
        Task task = running();
        TaskProcess process = task.exec(ONE, ExecOptions.of("true"));
        CompletableFuture<Exit> exit = process.exit().toCompletableFuture();
        shims.before.put("kill", () -> shims.exit.complete(Exit.exited(137, NOW)));

        task.forceDelete();

        assertThat(exit)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NotFoundException.class);
        assertThat(task.processes()).isEmpty();
        assertThatThrownBy(() -> task.process(ONE)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(process::start).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> process.kill(Signal.TERM)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> process.resizePty(80, 24)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(process::closeStdin).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(process::delete).isInstanceOf(NotFoundException.class);
    }
}
