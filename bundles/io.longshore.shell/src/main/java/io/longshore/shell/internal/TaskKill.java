// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.ExecId;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "kill", description = "Sends a signal to a task, or to a process that was added to it")
@Audited(role = Role.MANAGER, operation = "killTask")
public final class TaskKill extends TaskAction {
    @Option(name = "-s", aliases = "--signal", description = "A name such as TERM or SIGTERM, or a number")
    @Completion(SignalCompleter.class)
    String signal = "TERM";

    @Option(name = "--all", description = "To every process of the container instead of the first")
    boolean all;

    @Option(name = "--exec", description = "To the added process of this id instead of the first")
    @Completion(ExecIdCompleter.class)
    @Nullable
    String exec;

    @Override
    @Nullable
    Object run() {
        if (exec != null && all) {
            throw new InvalidArgumentException("give --exec or --all, not both");
        }
        Signal parsed = Signal.parse(signal);
        Task task = task();
        progress().during("sending " + parsed + " to task " + id, () -> {
            if (exec == null) {
                task.kill(parsed, all);
            } else {
                task.process(new ExecId(exec)).kill(parsed);
            }
        });
        return null;
    }

    @Override
    String operation(Audited audited) {
        return exec == null ? audited.operation() : "killProcess";
    }

    @Override
    String auditId() {
        return exec == null ? id : id + "/" + exec;
    }
}
