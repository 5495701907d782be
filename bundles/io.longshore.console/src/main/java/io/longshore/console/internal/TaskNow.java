// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import java.util.List;

/** A task at one moment, with the processes that were added to it. */
record TaskNow(TaskInfo info, List<ProcessInfo> processes) {
    /** From memory. */
    static TaskNow of(Task task) {
        return new TaskNow(
                task.info(), task.processes().stream().map(TaskProcess::info).toList());
    }
}
