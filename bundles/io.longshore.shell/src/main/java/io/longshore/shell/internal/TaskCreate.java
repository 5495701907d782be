// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Stdio;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

@Service
@Command(
        scope = "task",
        name = "create",
        description = "Creates the task of a container, to be started; returns its id")
public final class TaskCreate extends NamespacedAction {
    @Option(name = "--output", description = "A file that all output is appended to; without it, output is dropped")
    @Completion(FileCompleter.class)
    @Nullable
    String output;

    @Argument(name = "id", description = "The container", required = true)
    @Completion(ContainerIdCompleter.class)
    String id = "";

    @Reference
    ContainerRuntime runtime;

    @Override
    Object run() {
        Stdio stdio = output == null ? Stdio.NULL : Stdio.toFile(AbsolutePath.parse("--output", output));
        return runtime.create(namespace(), new ContainerId(id), CreateOptions.with(stdio))
                .id()
                .value();
    }
}
