// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "container",
        name = "spec",
        description = "Prints the specification of a container, in JSON; it has the environment, and secrets in that")
@Audited(role = Role.ADMIN, operation = "getContainerSpec")
public final class ContainerSpec extends ContainerAction {
    @Override
    @Nullable
    Object run() {
        System.out.println(record().spec().text());
        return null;
    }
}
