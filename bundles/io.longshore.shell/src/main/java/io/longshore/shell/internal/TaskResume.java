// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "resume", description = "Lets a paused task go on")
@Audited(role = Role.MANAGER, operation = "resumeTask")
public final class TaskResume extends TaskAction {
    @Override
    @Nullable
    Object run() {
        progress().during("resuming task " + id, task()::resume);
        return null;
    }
}
