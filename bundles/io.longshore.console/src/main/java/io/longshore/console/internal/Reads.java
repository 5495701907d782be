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
import io.longshore.console.internal.Rows.ContainerRow;
import io.longshore.console.internal.Rows.EventRow;
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
                runtime.list().stream().map(TaskNow::of).map(Rows::of).toList();
        return new Overview(instance, sequence, records, tasks);
    }

    /** The newest last. */
    List<EventRow> events(TaskName name) {
        return new NewestEvents(events, MOST_EVENTS)
                .of(name).stream().map(Rows::of).toList();
    }

    Change change(EventRecord event) {
        ContainerId id = Rows.containerId(event.event());
        ContainerRow container = id == null ? null : container(event.event().namespace(), id);
        return new Change(Rows.of(event), container);
    }

    Map<TaskName, TaskNow> tasks() {
        Map<TaskName, TaskNow> result = new HashMap<>();
        for (Task task : runtime.list()) {
            result.put(new TaskName(task.namespace(), task.id()), TaskNow.of(task));
        }
        return result;
    }

    /** Empty if it is not there. */
    Map<TaskName, TaskNow> task(TaskName name) {
        return find(name).map(task -> Map.of(name, TaskNow.of(task))).orElse(Map.of());
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
