// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.Task;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "logs", description = "Shows the output of a task that goes to a file")
public final class TaskLogs extends TaskAction {
    @Option(name = "--tail", description = "Only the last lines, so many")
    @Nullable
    Long tail;

    @Option(name = "-f", aliases = "--follow", description = "Go on until the task has ended, or Ctrl-C")
    boolean follow;

    @Override
    @Nullable
    Object run() {
        Task task = task();
        try (LogFile log = LogFile.open(task)) {
            if (tail != null) {
                if (tail < 1) {
                    throw new InvalidArgumentException("--tail must be 1 or more");
                }
                log.skipTo(tail);
            }
            log.copyTo(System.out);
            if (follow) {
                log.follow(task, System.out);
            }
            return null;
        }
    }
}
