// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.HostPlatform;
import io.longshore.api.runtime.TaskState;
import io.longshore.management.ConfigurationData;
import io.longshore.management.OperationData;
import io.longshore.management.PlatformData;
import io.longshore.management.ProgramData;
import io.longshore.management.RestoreData;
import io.longshore.management.TaskCount;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The attributes of the Runtime MBean, which come from memory. */
class RuntimeAttributes {
    private final String instance;
    private final ContainerRuntime runtime;
    private final LongSupplier notificationsDropped;

    RuntimeAttributes(String instance, ContainerRuntime runtime, LongSupplier notificationsDropped) {
        this.instance = instance;
        this.runtime = runtime;
        this.notificationsDropped = notificationsDropped;
    }

    public String getName() {
        return instance;
    }

    public List<TaskCount> getTaskCounts() {
        Map<TaskState, Long> counts = runtime.list().stream()
                .map(task -> task.info().state())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return Arrays.stream(TaskState.values())
                .map(state -> new TaskCount(
                        state.name(), counts.getOrDefault(state, 0L).intValue()))
                .toList();
    }

    public List<ConfigurationData> getConfiguration() {
        return runtime.status().configuration().entrySet().stream()
                .map(entry -> new ConfigurationData(entry.getKey(), entry.getValue()))
                .toList();
    }

    public PlatformData getPlatform() {
        HostPlatform platform = runtime.status().platform();
        return new PlatformData(platform.os(), platform.architecture(), platform.kernel(), platform.cgroups());
    }

    public List<ProgramData> getPrograms() {
        return runtime.status().programs().stream().map(Rows::of).toList();
    }

    public List<String> getMissing() {
        return runtime.status().missing();
    }

    public List<OperationData> getOperations() {
        return runtime.status().operations().stream().map(Rows::of).toList();
    }

    public RestoreData getRestore() {
        return Rows.of(runtime.status().restore());
    }

    public long getNotificationsDropped() {
        return notificationsDropped.getAsLong();
    }
}
