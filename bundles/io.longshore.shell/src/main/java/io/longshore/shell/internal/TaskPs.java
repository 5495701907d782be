// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Task;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "ps", description = "Lists the processes in a container")
public final class TaskPs extends TaskAction {
    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Override
    @Nullable
    Object run() {
        Task task = task();
        Rows rows = new Rows("Pid", "Exec id", "Program", "Cpu time");
        for (ProcessPid process : progress().of("looking at task " + id, task::pids)) {
            // not its arguments: they may hold secrets, and whoever may look sees this
            Optional<ProcessHandle.Info> info = ProcessHandle.of(process.pid()).map(ProcessHandle::info);
            rows.add(
                    process.pid(),
                    process.execId(),
                    info.flatMap(ProcessHandle.Info::command).orElse(null),
                    info.flatMap(ProcessHandle.Info::totalCpuDuration).orElse(null));
        }
        rows.print(System.out, !noFormat);
        return null;
    }
}
