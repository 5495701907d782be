// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.filters.Filter;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.TaskInfo;
import org.jspecify.annotations.Nullable;

/** What filters see of a task: what {@code task:list} shows. */
final class TaskFields {
    private TaskFields() {}

    static boolean matches(Filter filter, TaskInfo info) {
        return filter.matches(path -> path.size() == 1 ? field(info, path.get(0)) : null);
    }

    private static @Nullable String field(TaskInfo info, String name) {
        Exit exit = info.exit();
        return switch (name) {
            case "namespace" -> info.namespace().name();
            case "id" -> info.id().value();
            case "state" -> info.state().name();
            case "pid" -> info.pid() == 0 ? null : String.valueOf(info.pid());
            case "shim" -> info.shimKind();
            case "exit_status" ->
                exit == null || exit.status() == null ? null : exit.status().toString();
            case "cause" -> exit == null ? null : exit.cause().name();
            default -> null;
        };
    }
}
