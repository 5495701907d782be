// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Task;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "update", description = "Changes the limits of a task that has not ended")
@Audited(role = Role.ADMIN, operation = "updateTask")
public final class TaskUpdate extends TaskAction {
    private static final String UNLIMITED = "-1";

    @Option(name = "-m", aliases = "--memory", description = "Memory, such as 64m; -1 for no limit")
    @Nullable
    String memory;

    @Option(name = "--memory-swap", description = "Memory and swap together, such as 128m; -1 for no limit")
    @Nullable
    String memorySwap;

    @Option(name = "--pids", description = "Processes and threads; -1 for no limit")
    @Nullable
    Long pids;

    @Option(name = "--cpu-shares", description = "Weight against others; 1024 is usual")
    @Nullable
    Long cpuShares;

    @Option(name = "--cpus", description = "How many cpus it may use at most, such as 0.5; -1 for no limit")
    @Nullable
    Double cpus;

    @Option(
            name = "--resources",
            description = "A file with linux.resources of the OCI specification, instead of all else")
    @Completion(FileCompleter.class)
    @Nullable
    String resources;

    @Override
    @Nullable
    Object run() {
        LinuxResources changed =
                resources == null ? limits() : LinuxResources.parse(TextFile.read("--resources", resources));
        Task task = task();
        progress().during("changing task " + id, () -> task.update(changed));
        return null;
    }

    private LinuxResources limits() {
        LinuxResources.Builder limits = LinuxResources.builder();
        if (memory != null) {
            limits.memoryLimit(bytes(memory));
        }
        if (memorySwap != null) {
            limits.memorySwap(bytes(memorySwap));
        }
        if (pids != null) {
            limits.pidsLimit(pids);
        }
        if (cpuShares != null) {
            limits.cpuShares(cpuShares);
        }
        if (cpus != null) {
            limits.cpuQuota(CpuQuota.of(cpus), CpuQuota.PERIOD_MICROS);
        }
        LinuxResources built = limits.build();
        if (built.toJson().equals("{}")) {
            throw new InvalidArgumentException(
                    "say what to change: --memory, --memory-swap, --pids, --cpu-shares, --cpus" + " or --resources");
        }
        return built;
    }

    private static long bytes(String size) {
        return size.equals(UNLIMITED) ? -1 : ByteSize.parse(size);
    }
}
