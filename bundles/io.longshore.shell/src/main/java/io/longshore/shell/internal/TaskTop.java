// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.runtime.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "top",
        description = "Shows again and again what tasks use, the busiest first, until q or Ctrl-C")
public final class TaskTop extends UsageAction {
    @Override
    @Nullable
    Object run() {
        follow();
        return null;
    }

    @Override
    List<Task> tasks() {
        return namespace == null ? runtime.list() : runtime.list(namespace());
    }

    @Override
    List<String> lines(List<Usage> usages) {
        List<Usage> busiest = usages.stream()
                .sorted(Comparator.comparingDouble(Usage::cpuOrNothing).reversed())
                .toList();
        List<String> lines = new ArrayList<>(UsageTable.lines(busiest, !noFormat));
        if (!noFormat) {
            lines.add(0, usages.size() + " tasks; q ends");
        }
        return lines;
    }
}
