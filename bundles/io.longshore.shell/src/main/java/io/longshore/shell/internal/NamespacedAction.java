// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.jspecify.annotations.Nullable;

/** A command on one namespace. */
abstract class NamespacedAction extends OneSentenceAction {
    @Option(
            name = NamespaceOption.SHORT,
            aliases = NamespaceOption.LONG,
            description = "The namespace; default if not given")
    @Completion(NamespaceCompleter.class)
    @Nullable
    String namespace;

    Namespace namespace() {
        return namespace == null ? Namespace.DEFAULT : new Namespace(namespace);
    }

    @Override
    String auditNamespace() {
        return namespace == null ? Namespace.DEFAULT.name() : namespace;
    }
}
