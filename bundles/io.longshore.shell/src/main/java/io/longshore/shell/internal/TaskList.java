// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.filters.Filter;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "list", description = "Lists the tasks, of all namespaces unless one is given")
public final class TaskList extends ListAction {
    @Option(
            name = "--filter",
            description = "Only those that match, such as state==RUNNING; repeatable, then one has to match",
            multiValued = true)
    @Completion(TaskFilterCompleter.class)
    List<String> filters = List.of();

    @Reference
    ContainerRuntime runtime;

    @Override
    @Nullable
    Object run() {
        Filter filter = Filter.parse(filters.toArray(String[]::new));
        Rows rows = new Rows("Namespace", "Id", "State", "Pid", "Started", "Exit", "Cause", "Reason");
        for (Task task : namespace == null ? runtime.list() : runtime.list(namespace())) {
            TaskInfo info = task.info();
            if (!TaskFields.matches(filter, info)) {
                continue;
            }
            Exit exit = info.exit();
            rows.add(
                    info.namespace(),
                    info.id(),
                    info.state(),
                    info.pid(),
                    info.startedAt(),
                    exit == null ? null : exit.status(),
                    exit == null ? null : exit.cause(),
                    info.reason());
        }
        return print(rows);
    }
}
