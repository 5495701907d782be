// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;
import io.longshore.shell.internal.terminal.End;
import io.longshore.shell.internal.terminal.Progress;
import io.longshore.shell.internal.terminal.SessionTerminal;
import io.longshore.shell.internal.terminal.WindowSize;
import java.time.Duration;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Runs a task at the user's terminal, or with what is typed as its input; it ends with this call, unless the user detaches. */
final class AttachedRun {
    private static final Duration TO_BE_TOLD = Duration.ofSeconds(10);

    private final ContainerStore containers;
    private final ContainerRuntime runtime;
    private final TaskStreams streams;
    private final @Nullable Session session;
    private final Progress progress;

    AttachedRun(
            ContainerStore containers,
            ContainerRuntime runtime,
            TaskStreams streams,
            @Nullable Session session,
            Progress progress) {
        this.containers = containers;
        this.runtime = runtime;
        this.streams = streams;
        this.session = session;
        this.progress = progress;
    }

    /** Null if the user has detached. */
    @Nullable
    Exit run(Namespace namespace, Container container, StreamOptions options, boolean remove) {
        containers.create(namespace, container);
        try (Undo record = new Undo(() -> containers.delete(namespace, container.id()));
                TaskIo io = streams.open(namespace, container.id(), null, options)) {
            Task task = progress.of(
                    "creating task " + container.id(),
                    () -> runtime.create(namespace, container.id(), CreateOptions.with(io.stdio())));
            try (Undo rest = new Undo(task::forceDelete)) {
                io.endsWith(task.exit());
                if (options.terminal()) {
                    // its terminal is there already, so its program never sees another size
                    WindowSize.tell(SessionTerminal.require(session), task::resizePty);
                }
                progress.during("starting task " + task.id(), task::start);
                if (!remove) {
                    record.commit();
                }
                End end = new Attachment(session, io).connect(task::resizePty, task::closeStdin, true);
                if (end == End.DETACHED) {
                    record.commit();
                    rest.commit();
                    io.detach();
                    return null;
                }
                if (end == End.HUNG_UP) {
                    throw new CancelledException("the terminal is gone, so the task was ended");
                }
                Exit exit = task.waitForExit(TO_BE_TOLD);
                task.delete();
                rest.commit();
                return exit;
            }
        }
    }
}
