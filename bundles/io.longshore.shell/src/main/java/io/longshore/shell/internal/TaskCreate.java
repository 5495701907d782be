// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.TaskStreams;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "create",
        description = "Creates the task of a container, to be started; returns its id")
@Audited(role = Role.ADMIN, operation = "createTask")
public final class TaskCreate extends SessionAction {
    @Option(name = "--output", description = "A file that all output is appended to; without it, output is dropped")
    @Completion(FileCompleter.class)
    @Nullable
    String output;

    @Option(name = "-i", aliases = "--interactive", description = "Keep its input and output for task:attach")
    boolean interactive;

    @Option(name = "--checkpoint", description = "A directory with a checkpoint that it goes on from; needs criu")
    @Completion(FileCompleter.class)
    @Nullable
    String checkpoint;

    @Option(name = "--group", description = "Tasks of the same group share one shim, if theirs can be shared")
    String group = "";

    @Argument(name = "id", description = "The container", required = true)
    @Completion(ContainerIdCompleter.class)
    String id = "";

    @Reference
    ContainerStore containers;

    @Reference
    TaskStreams streams;

    @Reference
    ContainerRuntime runtime;

    @Override
    Object run() {
        ContainerId name = new ContainerId(id);
        boolean tty = OciSpec.from(containers.get(namespace(), name).spec()).terminal();
        if (tty && !interactive) {
            throw new InvalidArgumentException("container " + id + " wants a terminal: give -i, and use task:attach");
        }
        if (interactive && output != null) {
            throw new InvalidArgumentException("give -i or --output, not both");
        }
        if (interactive && checkpoint != null) {
            throw new InvalidArgumentException("give -i or --checkpoint, not both");
        }
        Task task = progress()
                .of(
                        "creating task " + id,
                        () -> interactive
                                ? new DetachedRun(runtime, streams)
                                        .create(namespace(), name, StreamChoice.of(true, tty), group)
                                : runtime.create(namespace(), name, options()));
        return task.id().value();
    }

    private CreateOptions options() {
        Stdio stdio = output == null ? Stdio.NULL : Stdio.toFile(AbsolutePath.parse("--output", output));
        CreateOptions options = CreateOptions.with(stdio).withShimGroup(group);
        return checkpoint == null ? options : options.withCheckpoint(AbsolutePath.parse("--checkpoint", checkpoint));
    }

    @Override
    String auditId() {
        return id;
    }
}
