// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.console.internal.Rows.TaskRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one page was told of the tasks, so that it is told each change and nothing twice. Events alone would not do: one may be
 * told a moment before the task is as it says, and not every change has one.
 */
final class ToldTasks {
    /** What differs from what was told before. */
    record News(List<TaskRow> tasks, List<GoneRow> gone) {
        boolean isEmpty() {
            return tasks.isEmpty() && gone.isEmpty();
        }
    }

    record GoneRow(String namespace, String id) {}

    private final EventPipe pipe;
    private final Map<TaskName, TaskNow> told = new HashMap<>();

    ToldTasks(EventPipe pipe) {
        this.pipe = pipe;
    }

    /** @param now all tasks there are */
    synchronized void tell(Map<TaskName, TaskNow> now) {
        Set<TaskName> names = new HashSet<>(told.keySet());
        names.addAll(now.keySet());
        tell(names, now);
    }

    /** @param now the task of this name, or empty if there is none */
    synchronized void tell(TaskName name, Map<TaskName, TaskNow> now) {
        tell(Set.of(name), now);
    }

    private void tell(Set<TaskName> names, Map<TaskName, TaskNow> now) {
        News news = new News(new ArrayList<>(), new ArrayList<>());
        for (TaskName name : names) {
            TaskNow task = now.get(name);
            if (task == null) {
                if (told.remove(name) != null) {
                    news.gone()
                            .add(new GoneRow(name.namespace().name(), name.id().value()));
                }
            } else if (!task.equals(told.put(name, task))) {
                news.tasks().add(Rows.of(task));
            }
        }
        if (!news.isEmpty() && !pipe.offer("tasks", news)) {
            // the page does not read fast enough; later it is told all of it again
            told.clear();
        }
    }
}
