// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.ContainerRuntime;
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
public final class TaskRun extends ContainerOptions {
    @Option(name = "--rm", description = "Remove the container's record afterwards; the task is removed in any case")
    boolean remove;

    @Option(name = "--timeout", description = "After how many seconds the task is killed")
    long timeout = 3600;

    @Reference
    ContainerStore containers;

    @Reference
    ContainerRuntime runtime;

    @Override
    @Nullable
    Object run() {
        ForegroundRun run = new ForegroundRun(containers, runtime, System.out, ExitWait.seconds(timeout));
        return ExitWait.status(run.run(namespace(), container(), remove), System.out);
    }
}
