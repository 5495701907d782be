// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.fakes;

import io.longshore.api.ContainerId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.HostPlatform;
import io.longshore.api.runtime.OperationFigures;
import io.longshore.api.runtime.RestoreResult;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.api.runtime.RuntimeStatus;
import io.longshore.api.runtime.Task;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Tasks in memory. */
public final class FakeRuntime implements ContainerRuntime {
    private record Key(Namespace namespace, ContainerId id) {}

    private final FakeContainers containers;
    private final Map<Key, FakeTask> tasks = new ConcurrentHashMap<>();

    public Consumer<FakeTask> onStart = task -> {};

    public final AtomicInteger programsRefreshed = new AtomicInteger();

    public volatile RuntimeStatus status = new RuntimeStatus(
            new TreeMap<>(Map.of("shim", "containerd-shim")),
            new HostPlatform("Linux", "amd64", "6.1.0", "hybrid"),
            List.of(
                    new RuntimeProgram("runtime", "runc", "/usr/bin/runc", "runc version 1.1.5", ""),
                    new RuntimeProgram("shim", "containerd-shim", "", "", "containerd-shim is not installed")),
            List.of("containerd-shim is not installed"),
            List.of(new OperationFigures("create", 3, 1, 41.5, 60.0), new OperationFigures("delete", 0, 0, null, null)),
            new RestoreResult(2, 1, 0, Duration.ofMillis(120), true));

    public FakeRuntime(FakeContainers containers) {
        this.containers = containers;
    }

    @Override
    public Task create(Namespace namespace, ContainerId id, CreateOptions options) {
        containers.get(namespace, id);
        Key key = new Key(namespace, id);
        return tasks.computeIfAbsent(
                key, absent -> new FakeTask(namespace, id, options.stdio(), () -> tasks.remove(key), onStart));
    }

    @Override
    public void deleteContainer(Namespace namespace, ContainerId id) {
        if (tasks.containsKey(new Key(namespace, id))) {
            throw new FailedPreconditionException(
                    "container " + id + " in namespace " + namespace + " has a task; delete the task first");
        }
        containers.delete(namespace, id);
    }

    @Override
    public FakeTask get(Namespace namespace, ContainerId id) {
        FakeTask task = tasks.get(new Key(namespace, id));
        if (task == null) {
            throw new NotFoundException("there is no task " + id + " in namespace " + namespace);
        }
        return task;
    }

    @Override
    public List<Task> list(Namespace namespace) {
        return list().stream()
                .filter(task -> task.namespace().equals(namespace))
                .toList();
    }

    @Override
    public List<Task> list() {
        return tasks.values().stream()
                .<Task>map(task -> task)
                .sorted(Comparator.comparing(Task::namespace).thenComparing(Task::id))
                .toList();
    }

    @Override
    public RuntimeStatus status() {
        return status;
    }

    @Override
    public List<RuntimeProgram> refreshPrograms() {
        programsRefreshed.incrementAndGet();
        return status.programs();
    }
}
