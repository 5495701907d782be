// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.InvalidArgumentException;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "namespace", name = "label", description = "Sets labels of a namespace, and removes some")
@Audited(role = Role.ADMIN, operation = "updateNamespace")
public final class NamespaceLabel extends NamespaceAction {
    @Option(name = "--remove", description = "The key of a label to remove; repeatable", multiValued = true)
    List<String> removed = List.of();

    @Argument(index = 1, name = "labels", description = "Labels, key=value each", multiValued = true)
    List<String> labels = List.of();

    @Override
    @Nullable
    Object run() {
        LabelChange change = LabelChange.parse(labels, removed);
        if (change.labels().isEmpty()) {
            throw new InvalidArgumentException("say what to change: key=value, or --remove key");
        }
        namespaces.updateLabels(named(), change.values(), change.fieldPaths());
        return null;
    }
}
