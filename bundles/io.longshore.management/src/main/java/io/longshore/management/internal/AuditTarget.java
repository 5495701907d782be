// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import org.jspecify.annotations.Nullable;

/** What an operation is about, for the audit log: the MBean's own task, or what the arguments name. */
@FunctionalInterface
interface AuditTarget {
    /** A namespace and an id in it, each empty if there is none. */
    record Named(String namespace, String id) {}

    /** By the arguments called {@code namespace} and {@code id}. */
    AuditTarget ARGUMENTS = (operation, params) ->
            new Named(at(params, operation.indexOf("namespace")), at(params, operation.indexOf("id")));

    Named of(MBeanTable.Entry operation, @Nullable Object @Nullable [] params);

    static AuditTarget task(Namespace namespace, ContainerId id) {
        Named named = new Named(namespace.name(), id.value());
        return (operation, params) -> named;
    }

    /** An id has no slash, so this one is not taken for that of a task. */
    static AuditTarget process(Namespace namespace, ContainerId id, ExecId exec) {
        Named named = new Named(namespace.name(), id + "/" + exec);
        return (operation, params) -> named;
    }

    private static String at(@Nullable Object @Nullable [] params, int index) {
        return params == null || index < 0 || index >= params.length ? "" : String.valueOf(params[index]);
    }
}
