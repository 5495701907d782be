// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.management.ContainerData;
import io.longshore.management.EventData;
import io.longshore.management.ExitData;
import io.longshore.management.TaskData;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The API's values as rows of open types. */
final class Rows {
    private Rows() {}

    static ContainerData of(Namespace namespace, Container container) {
        return new ContainerData(
                namespace.name(),
                container.id().value(),
                container.image(),
                container.runtime().name(),
                container.createdAt().toString(),
                container.updatedAt().toString(),
                container.labels().entrySet().stream().map(Rows::pair).toList());
    }

    static TaskData of(TaskInfo info) {
        Instant startedAt = info.startedAt();
        Exit exit = info.exit();
        return new TaskData(
                info.namespace().name(),
                info.id().value(),
                info.state().name(),
                info.pid(),
                info.bundle().toString(),
                info.shimKind(),
                info.shimPid(),
                info.createdAt().toString(),
                startedAt == null ? null : startedAt.toString(),
                exit == null ? null : exit.status(),
                exit == null ? null : exit.cause().name(),
                info.reason());
    }

    static ExitData of(Exit exit) {
        return new ExitData(exit.status(), exit.cause().name(), exit.at().toString(), exit.detail());
    }

    static EventData of(EventRecord event) {
        ContainerId id = containerId(event.event());
        return new EventData(
                event.sequence(),
                event.time().toString(),
                event.event().topic(),
                event.event().namespace().name(),
                id == null ? "" : id.value(),
                event.event().attributes().entrySet().stream().map(Rows::pair).collect(Collectors.joining(", ")));
    }

    private static @Nullable ContainerId containerId(LongshoreEvent event) {
        if (event instanceof TaskEvent task) {
            return task.containerId();
        }
        if (event instanceof ContainerEvent container) {
            return container.containerId();
        }
        if (event instanceof NamespaceEvent) {
            return null;
        }
        throw new AssertionError(event.getClass());
    }

    private static String pair(Map.Entry<String, ?> entry) {
        return entry.getKey() + "=" + entry.getValue();
    }
}
