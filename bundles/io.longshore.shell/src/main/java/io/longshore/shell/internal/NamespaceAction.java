// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.NamespaceStore;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;

/** A command on a namespace. */
abstract class NamespaceAction extends OneSentenceAction {
    @Argument(index = 0, name = "name", description = "The namespace", required = true)
    @Completion(NamespaceCompleter.class)
    String name = "";

    @Reference
    NamespaceStore namespaces;

    Namespace named() {
        return new Namespace(name);
    }

    @Override
    String auditNamespace() {
        return name;
    }
}
