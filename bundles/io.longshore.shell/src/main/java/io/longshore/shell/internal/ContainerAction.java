// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command on the record of one container. */
abstract class ContainerAction extends NamespacedAction {
    @Argument(name = "id", description = "The container", required = true)
    @Completion(ContainerIdCompleter.class)
    String id = "";

    @Reference
    ContainerStore containers;

    Container record() {
        return containers.get(namespace(), new ContainerId(id));
    }

    @Override
    String auditId() {
        return id;
    }
}
