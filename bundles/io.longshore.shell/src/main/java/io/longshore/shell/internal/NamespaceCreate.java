// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

@Service
@Command(
        scope = "namespace",
        name = "create",
        description = "Makes a namespace; one also comes into being with its first container")
@Audited(role = Role.ADMIN, operation = "createNamespace")
public final class NamespaceCreate extends NamespaceAction {
    @Option(name = "-l", aliases = "--label", description = "A label, key=value; repeatable", multiValued = true)
    List<String> labels = List.of();

    @Override
    Object run() {
        namespaces.create(named(), LabelChange.parse(labels, List.of()).values());
        return named().name();
    }
}
