// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.TaskStreams;
import io.longshore.shell.internal.terminal.SessionTerminal;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "run",
        description = "Creates a container and runs its task, printing the output; returns the exit status")
@Audited(role = Role.ADMIN, operation = "runContainer")
public final class TaskRun extends ContainerOptions {
    @Option(name = "--rm", description = "Remove the container's record afterwards; the task is removed in any case")
    boolean remove;

    @Option(name = "-it", aliases = "-ti", description = "As -i -t; Karaf takes no other options together")
    boolean interactiveTty;

    @Option(name = "-i", aliases = "--interactive", description = "The program reads what is typed")
    boolean interactive;

    @Option(name = "-d", aliases = "--detach", description = "Leave it running, and return its id")
    boolean detach;

    @Option(name = "--timeout", description = "After how many seconds the task is killed; not with -i, -t or -d")
    long timeout = 3600;

    @Reference
    ContainerStore containers;

    @Reference
    ContainerRuntime runtime;

    @Reference
    TaskStreams streams;

    @Override
    @Nullable
    Object run() {
        interactive |= interactiveTty;
        tty |= interactiveTty;
        if (detach) {
            return detached();
        }
        if (!interactive && !tty) {
            ForegroundRun run =
                    new ForegroundRun(containers, runtime, System.out, ExitWait.seconds(timeout), progress());
            return ExitWait.status(run.run(namespace(), container(), remove), System.out);
        }
        if (tty) {
            SessionTerminal.require(session);
        }
        Exit exit = new AttachedRun(containers, runtime, streams, session, progress())
                .run(namespace(), container(), StreamChoice.of(interactive, tty), remove);
        System.out.println();
        return exit == null ? null : ExitWait.status(exit, System.out);
    }

    private Object detached() {
        if (remove) {
            throw new InvalidArgumentException("give --rm or -d, not both: nobody would be there to remove it");
        }
        Container container = containers.create(namespace(), container());
        try (Undo record = new Undo(() -> containers.delete(namespace(), container.id()))) {
            DetachedRun run = new DetachedRun(runtime, streams);
            Task task = progress()
                    .of(
                            "creating task " + id,
                            () -> interactive || tty
                                    ? run.create(namespace(), container.id(), StreamChoice.of(interactive, tty))
                                    : run.create(namespace(), container.id()));
            try (Undo rest = new Undo(task::forceDelete)) {
                progress().during("starting task " + id, task::start);
                rest.commit();
            }
            record.commit();
            return task.id().value();
        }
    }
}
