// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Mount;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R17, R18: every event of a task, with every field, in its order. */
class TaskEventsTest extends RuntimeWithFakeShims {
    private static final ExecId SHELL = new ExecId("shell");
    private static final Path IMAGE = Path.of("/images/web");
    private static final Mount MOUNT = new Mount("bind", "/srv/web", List.of("rbind", "ro"));
    private static final Stdio STDIO = new Stdio("/in", "/out", "/err", false);
    private static final CreateOptions OPTIONS =
            CreateOptions.with(STDIO).withRootfs(MOUNT).withCheckpoint(IMAGE);

    private TaskEvent created() {
        String bundle = directory.resolve("state/ns/web").toString();
        return new TaskEvent.Created(NS, ID, bundle, List.of(MOUNT), STDIO, IMAGE.toString(), FakeShims.PID);
    }

    @Test
    void aTaskTellsEverythingThatHappensToIt() throws Exception {
        Exit shellsExit = Exit.exited(3, NOW);
        Exit exit = Exit.exited(7, NOW.plusSeconds(1));

        Task task = runtime.create(NS, ID, OPTIONS);
        task.start();
        TaskProcess shell = task.exec(SHELL, ExecOptions.of("sh"));
        shell.start();
        task.pause();
        task.resume();
        task.checkpoint(IMAGE, CheckpointOptions.DEFAULT);
        shims.sink.accept(new TaskEvent.OutOfMemory(NS, ID));
        // the first process is the first to be known to have ended
        shims.exit.complete(exit);
        shims.execExits.get(SHELL).complete(shellsExit);
        assertThat(await(task)).isEqualTo(exit);
        shell.exit().toCompletableFuture().get(10, SECONDS);
        task.delete();

        assertThat(events.list(0, 100))
                .extracting(EventRecord::event)
                .containsExactly(
                        created(),
                        new TaskEvent.Started(NS, ID, FakeShims.PID),
                        new TaskEvent.ExecAdded(NS, ID, SHELL),
                        new TaskEvent.ExecStarted(NS, ID, SHELL, FakeShims.PID + 1),
                        new TaskEvent.Paused(NS, ID),
                        new TaskEvent.Resumed(NS, ID),
                        new TaskEvent.Checkpointed(NS, ID, IMAGE.toString()),
                        new TaskEvent.OutOfMemory(NS, ID),
                        new TaskEvent.Exited(NS, ID, SHELL, FakeShims.PID + 1, shellsExit),
                        new TaskEvent.Exited(NS, ID, null, FakeShims.PID, exit),
                        new TaskEvent.Deleted(NS, ID, FakeShims.PID, exit));
    }

    @Test
    void aCreationThatTheEndKeptFromBeingToldIsToldWithAllItsFieldsAfterARestart() throws Exception {
        runtime.create(NS, ID, OPTIONS);
        runtime.close();
        events.forget();
        Path file = directory.resolve("root/ns/web/task.properties");
        TaskRecord record = TaskRecordText.parse(Files.readAllBytes(file));
        WrittenRecord.write(file, record.told(TaskRecord.Told.NOTHING));

        reopen();

        assertThat(events.list(0, 100)).extracting(EventRecord::event).containsExactly(created());
    }
}
