// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.Task;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "stats", description = "Shows what tasks use, of all namespaces unless one is given")
public final class TaskStatsCommand extends UsageAction {
    @Option(name = "-f", aliases = "--follow", description = "Again and again, until q or Ctrl-C")
    boolean follow;

    @Argument(name = "ids", description = "The tasks; all if none is given", multiValued = true)
    @Completion(TaskIdCompleter.class)
    List<String> ids = List.of();

    @Override
    @Nullable
    Object run() {
        tasks();
        if (follow) {
            follow();
        } else {
            once();
        }
        return null;
    }

    @Override
    List<Task> tasks() {
        if (ids.isEmpty()) {
            return namespace == null ? runtime.list() : runtime.list(namespace());
        }
        return ids.stream()
                .map(id -> runtime.get(namespace(), new ContainerId(id)))
                .toList();
    }

    @Override
    List<String> lines(List<Usage> usages) {
        return UsageTable.lines(usages, !noFormat);
    }
}
