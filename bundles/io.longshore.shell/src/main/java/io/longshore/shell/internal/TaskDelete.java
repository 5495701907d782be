// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.runtime.Task;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "delete", description = "Removes a task that has ended or was never started")
@Audited(role = Role.ADMIN, operation = "deleteTask")
public final class TaskDelete extends TaskAction {
    @Option(name = "-f", aliases = "--force", description = "Kill what runs, and end a shim that does not answer")
    boolean force;

    @Override
    @Nullable
    Object run() {
        Task task = task();
        progress().of("deleting task " + id, () -> force ? task.forceDelete() : task.delete());
        return null;
    }

    @Override
    String operation(Audited audited) {
        return force ? "forceDeleteTask" : audited.operation();
    }
}
