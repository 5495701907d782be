// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.HostPlatform;
import io.longshore.api.runtime.RestoreResult;
import io.longshore.api.runtime.RuntimeProgram;
import io.longshore.api.runtime.RuntimeStatus;
import io.longshore.api.runtime.Task;
import io.longshore.runtime.linux.internal.cgroup.Cgroups;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * Takes the place of a runtime that cannot be opened yet, so that whoever asks is told why. It knows of no task: those of an earlier
 * run are found again when the runtime is opened.
 */
record AbsentRuntime(SortedMap<String, String> configuration, HostPlatform platform, String reason)
        implements ContainerRuntime {

    static AbsentRuntime of(RuntimeSettings settings, String reason) {
        Cgroups cgroups = new Cgroups(Path.of("/proc"));
        return new AbsentRuntime(StatusReport.configuration(settings), StatusReport.platform(cgroups), reason);
    }

    private UnavailableException unavailable() {
        return new UnavailableException("containers cannot be run yet: " + reason);
    }

    @Override
    public Task create(Namespace namespace, ContainerId id, CreateOptions options) {
        throw unavailable();
    }

    @Override
    public void deleteContainer(Namespace namespace, ContainerId id) {
        throw unavailable();
    }

    @Override
    public Task get(Namespace namespace, ContainerId id) {
        throw unavailable();
    }

    @Override
    public List<Task> list(Namespace namespace) {
        return List.of();
    }

    @Override
    public List<Task> list() {
        return List.of();
    }

    @Override
    public RuntimeStatus status() {
        return new RuntimeStatus(configuration, platform, List.of(), List.of(reason), List.of(), RestoreResult.NOTHING);
    }

    @Override
    public List<RuntimeProgram> refreshPrograms() {
        return List.of();
    }
}
