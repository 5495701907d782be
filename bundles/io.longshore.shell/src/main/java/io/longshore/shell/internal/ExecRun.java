// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.ExecId;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import io.longshore.shell.internal.terminal.End;
import io.longshore.shell.internal.terminal.Progress;
import java.time.Duration;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Runs a program in a task as long as somebody watches: it never outlives this call. */
final class ExecRun {
    private static final Duration TO_BE_TOLD = Duration.ofSeconds(10);

    private final TaskStreams streams;
    private final @Nullable Session session;
    private final StreamOptions options;
    private final Progress progress;

    ExecRun(TaskStreams streams, @Nullable Session session, StreamOptions options, Progress progress) {
        this.streams = streams;
        this.session = session;
        this.options = options;
        this.progress = progress;
    }

    Exit run(Task task, ExecId id, ExecOptions program) {
        try (TaskIo io = streams.open(task.namespace(), task.id(), id, options)) {
            TaskProcess process = progress.of(
                    "adding a process to task " + task.id(), () -> task.exec(id, program.withStdio(io.stdio())));
            try (Undo rest = new Undo(() -> end(process))) {
                io.endsWith(process.exit());
                progress.during("starting process " + id, process::start);
                End end = new Attachment(session, io).connect(process::resizePty, process::closeStdin, false);
                if (end != End.PROCESS) {
                    throw new CancelledException("the terminal is gone, so the program was ended");
                }
                Exit exit = process.waitForExit(TO_BE_TOLD);
                process.delete();
                rest.commit();
                return exit;
            }
        }
    }

    private static void end(TaskProcess process) {
        if (process.info().pid() != 0 && process.info().exit() == null) {
            process.kill(Signal.KILL);
            process.waitForExit(TO_BE_TOLD);
        }
        process.delete();
    }
}
