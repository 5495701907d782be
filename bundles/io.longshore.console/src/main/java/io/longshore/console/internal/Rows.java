// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.longshore.api.ContainerId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.TaskInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page gets to see; its script reads these names. */
final class Rows {
    record TaskRow(
            String namespace,
            String id,
            String state,
            long pid,
            String bundle,
            String shimKind,
            long shimPid,
            String createdAt,
            @Nullable String startedAt,
            @Nullable ExitRow exit,
            String reason,
            String stdout,
            String stderr,
            boolean terminal,
            List<ProcessRow> processes) {}

    record ExitRow(@Nullable Integer status, String at, String cause, String detail) {}

    record ContainerRow(
            String namespace,
            String id,
            String image,
            String runtime,
            List<String> args,
            Map<String, String> labels,
            String createdAt,
            String updatedAt) {}

    record ProcessRow(
            String id, String state, long pid, @Nullable ExitRow exit) {}

    record EventRow(
            long sequence, String time, String topic, String namespace, String id, Map<String, Object> attributes) {}

    private Rows() {}

    static TaskRow of(TaskNow task) {
        TaskInfo info = task.info();
        Instant startedAt = info.startedAt();
        return new TaskRow(
                info.namespace().name(),
                info.id().value(),
                info.state().name(),
                info.pid(),
                info.bundle().toString(),
                info.shimKind(),
                info.shimPid(),
                info.createdAt().toString(),
                startedAt == null ? null : startedAt.toString(),
                of(info.exit()),
                info.reason(),
                info.stdio().stdout(),
                info.stdio().stderr(),
                info.stdio().terminal(),
                task.processes().stream().map(Rows::of).toList());
    }

    static @Nullable ExitRow of(@Nullable Exit exit) {
        return exit == null
                ? null
                : new ExitRow(exit.status(), exit.at().toString(), exit.cause().name(), exit.detail());
    }

    static ContainerRow of(Namespace namespace, Container container) {
        return new ContainerRow(
                namespace.name(),
                container.id().value(),
                container.image(),
                container.runtime().name(),
                args(container),
                container.labels(),
                container.createdAt().toString(),
                container.updatedAt().toString());
    }

    private static ProcessRow of(ProcessInfo info) {
        return new ProcessRow(info.id().value(), info.state().name(), info.pid(), of(info.exit()));
    }

    static EventRow of(EventRecord event) {
        ContainerId id = containerId(event.event());
        return new EventRow(
                event.sequence(),
                event.time().toString(),
                event.event().topic(),
                event.event().namespace().name(),
                id == null ? "" : id.value(),
                event.event().attributes());
    }

    static @Nullable ContainerId containerId(LongshoreEvent event) {
        if (event instanceof TaskEvent task) {
            return task.containerId();
        }
        return event instanceof ContainerEvent container ? container.containerId() : null;
    }

    /** Empty for a specification of another form; that is for the runtime to complain of. The rest of it may hold secrets. */
    private static List<String> args(Container container) {
        if (!container.spec().typeUrl().equals(OciSpec.TYPE_URL)) {
            return List.of();
        }
        try {
            JsonObject spec = JsonParser.parseString(
                            OciSpec.from(container.spec()).toJson())
                    .getAsJsonObject();
            List<String> args = new ArrayList<>();
            if (spec.get("process") instanceof JsonObject process && process.get("args") != null) {
                for (JsonElement arg : process.get("args").getAsJsonArray()) {
                    args.add(arg.getAsString());
                }
            }
            return args;
        } catch (InvalidArgumentException | IllegalStateException | UnsupportedOperationException e) {
            return List.of();
        }
    }
}
