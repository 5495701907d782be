// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "pause", description = "Freezes all processes of a task")
@Audited(role = Role.MANAGER, operation = "pauseTask")
public final class TaskPause extends TaskAction {
    @Override
    @Nullable
    Object run() {
        progress().during("pausing task " + id, task()::pause);
        return null;
    }
}
