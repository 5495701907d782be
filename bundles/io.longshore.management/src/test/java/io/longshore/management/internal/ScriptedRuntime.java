// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeRuntime;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.api.runtime.RuntimeStatus;
import io.longshore.api.runtime.Task;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Tasks that a test puts there. */
final class ScriptedRuntime implements ContainerRuntime {
    final List<ScriptedTask> tasks = new CopyOnWriteArrayList<>();
    volatile Supplier<Task> onCreate = () -> {
        throw new IllegalStateException("not called");
    };
    final AtomicInteger lists = new AtomicInteger();
    final List<CreateOptions> created = new CopyOnWriteArrayList<>();
    private final FakeContainers containers;
    private final FakeRuntime other;

    ScriptedRuntime(FakeContainers containers) {
        this.containers = containers;
        this.other = new FakeRuntime(containers);
    }

    ScriptedTask add(String namespace, String id) {
        ScriptedTask task = new ScriptedTask(namespace, id);
        tasks.add(task);
        return task;
    }

    @Override
    public Task create(Namespace namespace, ContainerId id, CreateOptions options) {
        created.add(options);
        return onCreate.get();
    }

    @Override
    public void deleteContainer(Namespace namespace, ContainerId id) {
        containers.delete(namespace, id);
    }

    @Override
    public Task get(Namespace namespace, ContainerId id) {
        return tasks.stream()
                .filter(task -> task.namespace.equals(namespace) && task.id.equals(id))
                .findFirst()
                .map(scripted -> scripted.task)
                .orElseThrow(() -> new NotFoundException("there is no task " + id + " in namespace " + namespace));
    }

    @Override
    public List<Task> list(Namespace namespace) {
        return list().stream()
                .filter(task -> task.namespace().equals(namespace))
                .toList();
    }

    @Override
    public List<Task> list() {
        lists.incrementAndGet();
        return tasks.stream().map(scripted -> scripted.task).toList();
    }

    @Override
    public RuntimeStatus status() {
        return other.status();
    }

    @Override
    public List<RuntimeProgram> refreshPrograms() {
        return other.refreshPrograms();
    }
}
