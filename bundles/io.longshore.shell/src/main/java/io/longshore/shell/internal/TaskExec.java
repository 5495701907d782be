// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.access.Role;
import io.longshore.api.ExecId;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.api.streams.TaskStreams;
import io.longshore.shell.internal.terminal.SessionTerminal;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "exec",
        description = "Runs a program in a running task, and ends it with this command; returns its exit status")
@Audited(role = Role.MANAGER, operation = "execTask")
public final class TaskExec extends TaskAction {
    @Option(name = "-it", aliases = "-ti", description = "As -i -t; Karaf takes no other options together")
    boolean interactiveTty;

    @Option(name = "-i", aliases = "--interactive", description = "The program reads what is typed")
    boolean interactive;

    @Option(name = "-t", aliases = "--tty", description = "The program gets a terminal; Ctrl-C goes to it")
    boolean tty;

    @Option(
            name = "-e",
            aliases = "--env",
            description = "A variable, NAME=value, beside the container's own; repeatable",
            multiValued = true)
    List<String> env = List.of();

    @Option(name = "-u", aliases = "--user", description = "UID or UID:GID, numbers")
    String user = "0:0";

    @Option(name = "--cwd", description = "The directory to run it in, an absolute path in the container")
    String cwd = "/";

    @Option(name = "--exec", description = "The id of the new process; a random one if not given")
    @Nullable
    String exec;

    @Argument(
            index = 1,
            name = "args",
            description = "The program and its arguments",
            required = true,
            multiValued = true)
    List<String> args = List.of();

    @Reference
    ContainerStore containers;

    @Reference
    TaskStreams streams;

    @Override
    @Nullable
    Object run() {
        interactive |= interactiveTty;
        tty |= interactiveTty;
        Task task = task();
        OciSpec spec = OciSpec.from(containers.get(task.namespace(), task.id()).spec());
        ExecOptions options = new ExecOptions(
                args,
                ExecEnv.of(spec, env, tty ? SessionTerminal.require(session) : null),
                cwd,
                UserIds.parse(user),
                Stdio.NULL);
        Exit exit = new ExecRun(streams, session, StreamChoice.of(interactive, tty), progress())
                .run(task, exec == null ? RandomId.exec() : new ExecId(exec), options);
        // the output is the program's alone; an ordinary status is for scripts
        return exit.cause() == Exit.Cause.EXITED ? exit.status() : ExitWait.status(exit, System.out);
    }
}
