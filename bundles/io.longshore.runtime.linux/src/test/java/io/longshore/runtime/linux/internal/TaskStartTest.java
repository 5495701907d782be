// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.DeadlineExceededException;
import io.longshore.api.UnavailableException;
import io.longshore.api.UnknownException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** R17: a start whose answer does not arrive, since it comes too late or this process ends before. */
class TaskStartTest extends RuntimeWithFakeShims {
    private static final Exit EXIT = Exit.exited(6, NOW);

    private byte[] recordAtTheCall = {};

    private Path record() {
        return directory.resolve("root/ns/web/task.properties");
    }

    /** As if this process had ended when the shim had started it, and nothing was told of that. */
    private void endAfterTheCall() throws Exception {
        Task task = create();
        shims.before.put("start", () -> {
            try {
                recordAtTheCall = Files.readAllBytes(record());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new DeadlineExceededException("slow");
        });
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);
        runtime.close();
        Files.write(record(), recordAtTheCall);
        shims.before.clear();
        shims.exit = new CompletableFuture<>();
    }

    @Test
    void startIsToldOfATaskThatEndedWhileNobodyWatched() throws Exception {
        endAfterTheCall();
        shims.state = TaskState.STOPPED;
        shims.exit = CompletableFuture.completedFuture(EXIT);

        open();
        await(runtime.get(NS, ID));
        reopen();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void startIsToldOnceOfATaskThatRuns() throws Exception {
        endAfterTheCall();
        shims.state = TaskState.RUNNING;

        open();
        reopen();
        shims.exit.complete(EXIT);
        await(runtime.get(NS, ID));

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void startThatWasToldAndCouldNotBeWrittenDownIsNotToldAgain() throws Exception {
        create().start();
        runtime.close();
        TaskRecord started = TaskRecordText.parse(Files.readAllBytes(record()));
        Files.writeString(
                record(),
                Files.readString(record())
                        .replace("told=STARTED", "told=CREATED\nstarting=true")
                        .replace("version=2", "version=1")
                        .replaceAll("(?m)^started_at=.*$", ""));
        assertThat(started.told()).isEqualTo(TaskRecord.Told.STARTED);

        reopen();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start");
    }

    @Test
    void startIsToldOfATaskWhoseShimWasLostMeanwhile() throws Exception {
        endAfterTheCall();
        shims.alive = false;

        open();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void startThatCameToNothingIsNotTold() throws Exception {
        endAfterTheCall();
        shims.before.put("kill", () -> shims.exit.complete(EXIT));

        open();
        Task task = runtime.get(NS, ID);
        assertThat(task.info().state()).isEqualTo(TaskState.CREATED);
        task.delete();

        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/exit", "/tasks/delete");
    }

    @Test
    void startThatWasGivenUpIsToldWithItsExit() throws Exception {
        Task task = create();
        shims.failing("start", new DeadlineExceededException("slow"));
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);

        shims.exit.complete(EXIT);

        await(task);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void startThatFailedIsNotTold() throws Exception {
        Task task = create();
        shims.before.put("start", () -> {
            shims.exit.complete(EXIT);
            throw new UnknownException("no such program");
        });

        assertThatThrownBy(task::start).isInstanceOf(UnknownException.class);

        await(task);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/exit");
    }

    private Task givenUp() {
        Task task = create();
        shims.failing("start", new DeadlineExceededException("slow"));
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);
        shims.failing("start", new UnknownException("cannot start a running process"));
        return task;
    }

    @Test
    void startThatIsRefusedSinceAnEarlierOneHasHappenedIsThatOne() throws Exception {
        Task task = givenUp();
        shims.state = TaskState.RUNNING;

        task.start();

        assertThat(task.info().state()).isEqualTo(TaskState.RUNNING);
        shims.exit.complete(EXIT);
        await(task);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void startThatIsRefusedSinceAnEarlierOneHasEndedIsToldWithItsExit() throws Exception {
        Task task = givenUp();
        shims.state = TaskState.STOPPED;
        shims.untold = EXIT;

        task.start();

        assertThat(await(task).status()).isEqualTo(EXIT.status());
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void exitIsToldWithItsStartThoughALaterStartWasRefusedAndNobodyCouldBeAsked() throws Exception {
        Task task = givenUp();
        shims.failing("state", new UnavailableException("not now"));
        assertThatThrownBy(task::start).isInstanceOf(UnknownException.class);
        shims.before.clear();

        shims.exit.complete(EXIT);

        await(task);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/start", "/tasks/exit");
    }

    @Test
    void startsThatAllCameToNothingAreNotTold() throws Exception {
        Task task = givenUp();
        assertThatThrownBy(task::start).isInstanceOf(UnknownException.class);

        shims.exit.complete(EXIT);

        await(task);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/exit");
    }

    @Test
    void startThatWasNotSentIsNotToldWithTheExit() throws Exception {
        Task task = create();
        shims.failing("turn", new DeadlineExceededException("it was not its turn"));
        assertThatThrownBy(task::start).isInstanceOf(DeadlineExceededException.class);
        shims.before.clear();
        shims.full = true;
        assertThatThrownBy(task::start).isInstanceOf(UnavailableException.class);

        shims.exit.complete(EXIT);

        await(task);
        assertThat(events.topics()).containsExactly("/tasks/create", "/tasks/exit");
    }
}
