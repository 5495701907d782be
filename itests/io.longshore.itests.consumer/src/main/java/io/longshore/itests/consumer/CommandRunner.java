// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.consumer;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs one command in a container of its own, and leaves nothing of it but its output. */
@Component(service = CommandRunner.class)
public final class CommandRunner {
    private final ContainerStore containers;
    private final ContainerRuntime runtime;

    @Activate
    public CommandRunner(@Reference ContainerStore containers, @Reference ContainerRuntime runtime) {
        this.containers = containers;
        this.runtime = runtime;
    }

    /**
     * Waits for the command to end, a minute at most.
     *
     * @param rootfs the directory that the command sees as its root
     * @param output a file that the command's output and errors are appended to
     */
    public Exit run(Namespace namespace, Path rootfs, Path output, String... command) {
        ContainerId id = new ContainerId("run-" + UUID.randomUUID());
        OciSpec spec =
                OciSpec.builder(namespace, id).rootfs(rootfs).args(command).build();
        containers.create(namespace, Container.builder(id, spec).build());
        try {
            Task task = runtime.create(namespace, id, CreateOptions.with(Stdio.toFile(output)));
            try {
                task.start();
                return task.waitForExit(Duration.ofMinutes(1));
            } finally {
                task.forceDelete(); // whether it has ended or not
            }
        } finally {
            containers.delete(namespace, id);
        }
    }
}
