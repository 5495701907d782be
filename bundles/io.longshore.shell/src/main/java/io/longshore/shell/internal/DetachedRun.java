// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.StreamOptions;
import io.longshore.api.streams.TaskIo;
import io.longshore.api.streams.TaskStreams;

/** Makes tasks that nobody watches now. */
final class DetachedRun {
    private final ContainerRuntime runtime;
    private final TaskStreams streams;

    DetachedRun(ContainerRuntime runtime, TaskStreams streams) {
        this.runtime = runtime;
        this.streams = streams;
    }

    /** With streams that can be attached to. */
    Task create(Namespace namespace, ContainerId id, StreamOptions options) {
        return create(namespace, id, options, "");
    }

    /** @param group of tasks that share their shim; empty for what the container says */
    Task create(Namespace namespace, ContainerId id, StreamOptions options, String group) {
        try (TaskIo io = streams.open(namespace, id, null, options)) {
            Task task =
                    runtime.create(namespace, id, CreateOptions.with(io.stdio()).withShimGroup(group));
            io.detach();
            return task;
        }
    }

    /** With output in a file of ours. */
    Task create(Namespace namespace, ContainerId id) {
        return runtime.create(namespace, id, CreateOptions.with(Stdio.toFile(DataFile.output(namespace, id))));
    }
}
