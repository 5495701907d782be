// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records a container, creates its task and starts it, or leaves nothing of it. */
final class ContainerRun {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRun.class);

    private final ContainerStore containers;
    private final ContainerRuntime runtime;

    ContainerRun(ContainerStore containers, ContainerRuntime runtime) {
        this.containers = containers;
        this.runtime = runtime;
    }

    Task run(NewContainer container, Stdio stdio) {
        containers.create(container.namespace(), container.build());
        try {
            Task task = runtime.create(container.namespace(), container.id(), CreateOptions.with(stdio));
            start(task);
            return task;
        } catch (RuntimeException e) {
            undo(container.id(), () -> runtime.deleteContainer(container.namespace(), container.id()));
            throw e;
        }
    }

    private static void start(Task task) {
        try {
            task.start();
        } catch (RuntimeException e) {
            undo(task.id(), task::forceDelete);
            throw e;
        }
    }

    /** The caller is told why it could not be run; that something is left would be seen nowhere else. */
    private static void undo(ContainerId what, Runnable step) {
        try {
            Uninterrupted.run(step);
        } catch (LongshoreException e) {
            LOG.warn("something is left of container {}, which could not be run", what, e);
        }
    }
}
