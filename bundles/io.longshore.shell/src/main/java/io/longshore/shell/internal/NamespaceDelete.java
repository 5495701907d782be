// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "namespace", name = "delete", description = "Removes a namespace that is empty")
public final class NamespaceDelete extends NamespaceAction {
    @Override
    @Nullable
    Object run() {
        namespaces.delete(named());
        return null;
    }
}
