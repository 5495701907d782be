// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "start", description = "Starts the process of a created task")
@Audited(role = Role.MANAGER, operation = "startTask")
public final class TaskStart extends TaskAction {
    @Override
    @Nullable
    Object run() {
        progress().during("starting task " + id, task()::start);
        return null;
    }
}
