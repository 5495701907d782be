// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.InvalidArgumentException;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(scope = "task", name = "info", description = "Shows what is known of a task")
public final class TaskInfoCommand extends TaskAction {
    @Option(name = "--no-format", description = "Print for programs: columns apart by a tab, no headings")
    boolean noFormat;

    @Reference
    ContainerStore containers;

    @Override
    @Nullable
    Object run() {
        Task task = task();
        TaskInfo info = task.info();
        Exit exit = info.exit();
        return new Details()
                .add("Namespace", info.namespace())
                .add("Id", info.id())
                .add("State", info.state())
                .addIfAny("Reason", info.reason())
                .addIfAny("Command", command(info))
                .add("Pid", info.pid())
                .add("Shim", info.shimKind() + (info.shimPid() == 0 ? "" : ", pid " + info.shimPid()))
                .add("Bundle", info.bundle())
                .addIfAny("Input", info.stdio().stdin())
                .addIfAny("Output", info.stdio().stdout())
                .addIfAny("Errors", info.stdio().stderr())
                .add("Terminal", info.stdio().terminal())
                .add("Created", info.createdAt())
                .addIfAny("Started", info.startedAt())
                .addIfAny("Ended", exit == null ? null : exit.at())
                .addIfAny("Exit", exit == null ? null : ExitWait.text(exit))
                .addIfAny("Processes", processes(task))
                .print(System.out, !noFormat);
    }

    /** Of the record as it is now; null if that is gone, or of a kind that is not ours to read. */
    private @Nullable String command(TaskInfo info) {
        try {
            Container record = containers.get(info.namespace(), info.id());
            return String.join(" ", OciSpec.from(record.spec()).args());
        } catch (NotFoundException | InvalidArgumentException e) {
            return null;
        }
    }

    private static String processes(Task task) {
        return task.processes().stream()
                .map(process -> process.id() + " " + process.info().state())
                .collect(Collectors.joining(", "));
    }
}
