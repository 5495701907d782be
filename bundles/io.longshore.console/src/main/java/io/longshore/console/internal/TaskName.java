// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;

/** Which task, or container. */
record TaskName(Namespace namespace, ContainerId id) {
    /** As it stands in an address; the values refuse what is no name. */
    static TaskName of(String namespace, String id) {
        return new TaskName(new Namespace(namespace), new ContainerId(id));
    }
}
