// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Task;
import io.longshore.api.shim.ShimProvider;
import io.longshore.posix.Posix;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** The runtime: its directories, its tasks, and what makes and restores them. Closing it ends no task. */
public final class LinuxRuntime implements ContainerRuntime, AutoCloseable {
    private final TaskRegistry registry = new TaskRegistry();
    private final RuntimeThreads threads = new RuntimeThreads();
    private final EventExchange events;
    private final ShimKinds kinds;
    private final TaskCreation creation;

    private LinuxRuntime(
            RuntimeSettings settings,
            ContainerStore containers,
            EventExchange events,
            List<ShimProvider> providers,
            Posix posix,
            Clock clock) {
        this.events = events;
        this.kinds = ShimKinds.open(providers, settings.state(), this::accept);
        Wreckage wreckage = new Wreckage(settings, kinds, posix);
        TaskRemoval removal = new TaskRemoval(settings, registry, wreckage, events, clock);
        TaskContext context = new TaskContext(settings, events, clock, threads, Cgroups.ofHost(), removal);
        String bootId = HostId.bootId();
        this.creation = new TaskCreation(context, registry, containers, kinds, wreckage, bootId);
        new TaskRestore(context, registry, kinds, wreckage, bootId).run();
    }

    /**
     * Makes the directories, finds the tasks of earlier runs again, and is ready then.
     *
     * @throws UnavailableException if the directories cannot be made
     */
    public static LinuxRuntime open(
            RuntimeSettings settings,
            ContainerStore containers,
            EventExchange events,
            List<ShimProvider> providers,
            Posix posix,
            Clock clock) {
        try {
            DirectoryTree.ensure(settings.root(), "rwx--x--x");
            DirectoryTree.ensure(settings.state(), "rwx--x--x");
        } catch (IOException e) {
            throw new UnavailableException(
                    "cannot make " + settings.root() + " and " + settings.state()
                            + "; run as root, or set 'root' and 'state' in etc/io.longshore.runtime.linux.cfg",
                    e);
        }
        LinuxRuntime runtime = new LinuxRuntime(settings, containers, events, providers, posix, clock);
        runtime.kinds.deliverEvents();
        return runtime;
    }

    @Override
    public Task create(Namespace namespace, ContainerId id, CreateOptions options) {
        return creation.create(new TaskKey(namespace, id), options);
    }

    @Override
    public Task get(Namespace namespace, ContainerId id) {
        return registry.get(new TaskKey(namespace, id));
    }

    @Override
    public List<Task> list(Namespace namespace) {
        return List.copyOf(registry.list(namespace));
    }

    @Override
    public List<Task> list() {
        return List.copyOf(registry.list());
    }

    /** What shims publish beside the answers to calls: the second source of exits, the only one of out-of-memory. */
    private void accept(TaskEvent event) {
        registry.find(new TaskKey(event.namespace(), event.containerId())).ifPresent(task -> {
            if (event instanceof TaskEvent.Exited exited) {
                task.told(exited);
            } else if (event instanceof TaskEvent.OutOfMemory) {
                events.publish(event);
            }
        });
    }

    /** Disconnects from the shims. Tasks go on, and are found again by the next {@link #open}. */
    @Override
    public void close() {
        kinds.close();
        threads.close();
    }
}
