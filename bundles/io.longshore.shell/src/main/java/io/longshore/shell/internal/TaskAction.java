// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Task;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command on one task. */
abstract class TaskAction extends SessionAction {
    @Argument(name = "id", description = "The task, named as its container", required = true)
    @Completion(TaskIdCompleter.class)
    String id = "";

    @Reference
    ContainerRuntime runtime;

    Task task() {
        return runtime.get(namespace(), new ContainerId(id));
    }

    @Override
    String auditId() {
        return id;
    }
}
