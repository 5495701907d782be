// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.runtime.Task;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "wait", description = "Waits for a task to end; returns its exit status")
public final class TaskWait extends TaskAction {
    @Option(name = "--timeout", description = "How many seconds to wait at most")
    long timeout = 60;

    @Override
    @Nullable
    Object run() {
        Task task = task();
        Duration most = ExitWait.seconds(timeout);
        return ExitWait.status(progress().of("waiting for task " + id, () -> ExitWait.await(task, most)), System.out);
    }
}
