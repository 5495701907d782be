// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.ContainerId;
import io.longshore.api.runtime.ContainerRuntime;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "container", name = "delete", description = "Removes the record of a container that has no task")
@Audited(role = Role.ADMIN, operation = "deleteContainer")
public final class ContainerDelete extends NamespacedAction {
    @Argument(name = "id", description = "The container", required = true)
    @Completion(ContainerIdCompleter.class)
    String id = "";

    @Reference
    ContainerRuntime runtime;

    @Override
    @Nullable
    Object run() {
        runtime.deleteContainer(namespace(), new ContainerId(id));
        return null;
    }

    @Override
    String auditId() {
        return id;
    }
}
