// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.console.internal.Rows.ContainerRow;
import io.longshore.console.internal.Rows.EventRow;
import io.longshore.console.internal.Rows.ProcessRow;
import io.longshore.console.internal.Rows.TaskRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What viewers may see. All of it answers from memory, or from a file. */
final class Reads {
    private static final int MOST_EVENTS = 200;
    private static final int MOST_LINES = 2000;

    /** @param sequence the newest event that these rows are at least as new as */
    record Overview(String instance, long sequence, List<ContainerRow> containers, List<TaskRow> tasks) {}

    /** A container, with its task and that one's further processes; either may be missing. */
    record Details(
            @Nullable ContainerRow container, @Nullable TaskRow task, List<ProcessRow> processes) {}

    /** An event, and the record of the container it is about: null if there is none. */
    record Change(EventRow event, @Nullable ContainerRow container) {}

    private final String instance;
    private final ContainerStore containers;
    private final ContainerRuntime runtime;
    private final EventExchange events;

    Reads(String instance, ContainerStore containers, ContainerRuntime runtime, EventExchange events) {
        this.instance = instance;
        this.containers = containers;
        this.runtime = runtime;
        this.events = events;
    }

    Overview overview() {
        // first: an event that comes meanwhile is told again, and that does no harm
        long sequence = events.lastSequence();
        List<ContainerRow> records = containers.listAll().entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(container -> Rows.of(each.getKey(), container)))
                .toList();
        List<TaskRow> tasks =
                runtime.list().stream().map(task -> Rows.of(task.info())).toList();
        return new Overview(instance, sequence, records, tasks);
    }

    Details details(TaskName name) {
        Optional<Task> task = find(name);
        ContainerRow container = container(name.namespace(), name.id());
        if (container == null && task.isEmpty()) {
            throw new NotFoundException("there is no container " + name.id() + " in the namespace " + name.namespace());
        }
        List<ProcessRow> processes = task.stream()
                .flatMap(each -> each.processes().stream())
                .map(process -> Rows.of(process.info()))
                .toList();
        return new Details(container, task.map(each -> Rows.of(each.info())).orElse(null), processes);
    }

    /** The newest last. */
    List<EventRow> events(TaskName name) {
        String filter = "namespace==\"" + name.namespace() + "\",event.container_id==\"" + name.id() + "\"";
        return events.newest(MOST_EVENTS, filter).stream().map(Rows::of).toList();
    }

    Change change(EventRecord event) {
        ContainerId id = Rows.containerId(event.event());
        ContainerRow container = id == null ? null : container(event.event().namespace(), id);
        return new Change(Rows.of(event), container);
    }

    Map<TaskName, TaskInfo> tasks() {
        Map<TaskName, TaskInfo> result = new HashMap<>();
        for (Task task : runtime.list()) {
            result.put(new TaskName(task.namespace(), task.id()), task.info());
        }
        return result;
    }

    /** Empty if it is not there. */
    Map<TaskName, TaskInfo> task(TaskName name) {
        return find(name).map(task -> Map.of(name, task.info())).orElse(Map.of());
    }

    OutputTail output(TaskName name, boolean stderr, int lines) {
        try (OutputFile file = outputFile(name, stderr)) {
            return OutputTail.of(file, Math.max(1, Math.min(lines, MOST_LINES)));
        }
    }

    /** To be closed by the caller. */
    OutputFile outputFile(TaskName name, boolean stderr) {
        return OutputFile.open(runtime.get(name.namespace(), name.id()).info().stdio(), stderr);
    }

    boolean hasTask(TaskName name) {
        return find(name).isPresent();
    }

    /** A container, or a task without one. */
    boolean isThere(TaskName name) {
        return hasTask(name) || container(name.namespace(), name.id()) != null;
    }

    private Optional<Task> find(TaskName name) {
        try {
            return Optional.of(runtime.get(name.namespace(), name.id()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private @Nullable ContainerRow container(Namespace namespace, ContainerId id) {
        try {
            Container container = containers.get(namespace, id);
            return Rows.of(namespace, container);
        } catch (NotFoundException e) {
            return null;
        }
    }
}
