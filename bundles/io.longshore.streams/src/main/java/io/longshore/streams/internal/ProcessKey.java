// SPDX-License-Identifier: Apache-2.0
package io.longshore.streams.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import org.jspecify.annotations.Nullable;

/** Which process: the first one of a task, or an additional one. */
record ProcessKey(
        Namespace namespace, ContainerId id, @Nullable ExecId exec) {
    /** For messages. */
    @Override
    public String toString() {
        String task = "namespace=" + namespace + " id=" + id;
        return exec == null ? task : task + " exec=" + exec;
    }
}
