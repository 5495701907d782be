// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import io.longshore.shell.internal.terminal.End;
import io.longshore.shell.internal.terminal.SessionTerminal;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "attach",
        description = "Connects this console with a task; Ctrl-P Ctrl-Q leaves it; returns its exit status")
@Audited(role = Role.MANAGER, operation = "attachTask")
public final class TaskAttach extends TaskAction {
    private static final Duration TO_BE_TOLD = Duration.ofSeconds(10);

    @Reference
    TaskStreams streams;

    @Override
    @Nullable
    Object run() {
        Task task = task();
        AttachedTask.requireStreams(task);
        if (task.info().stdio().terminal()) {
            SessionTerminal.require(session);
        }
        try (TaskIo io = streams.reattach(task.namespace(), task.id(), null, StreamOptions.DEFAULT);
                Undo leave = new Undo(io::detach)) {
            io.endsWith(task.exit());
            End end = new Attachment(session, io).connect(task::resizePty, task::closeStdin, true);
            if (end != End.PROCESS) {
                System.out.println();
                return null;
            }
            leave.commit();
            return ExitWait.status(task.waitForExit(TO_BE_TOLD), System.out);
        }
    }
}
