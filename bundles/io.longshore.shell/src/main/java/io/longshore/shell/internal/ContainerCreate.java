// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.containers.ContainerStore;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(scope = "container", name = "create", description = "Records a container; returns its id")
@Audited(role = Role.ADMIN, operation = "createContainer")
public final class ContainerCreate extends ContainerOptions {
    @Reference
    ContainerStore containers;

    @Override
    Object run() {
        return containers.create(namespace(), container()).id().value();
    }

    @Override
    String operation(Audited audited) {
        return spec == null ? audited.operation() : "createContainerFromSpec";
    }
}
