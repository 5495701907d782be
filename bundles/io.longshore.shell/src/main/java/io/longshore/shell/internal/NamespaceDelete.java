// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "namespace", name = "delete", description = "Removes a namespace that is empty")
@Audited(role = Role.ADMIN, operation = "deleteNamespace")
public final class NamespaceDelete extends NamespaceAction {
    @Override
    @Nullable
    Object run() {
        namespaces.delete(named());
        return null;
    }
}
