// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.Namespace;
import io.longshore.api.containers.Container;
import io.longshore.api.containers.ContainerStore;
import io.longshore.api.runtime.ContainerRuntime;
import io.longshore.api.runtime.CreateOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;
import io.longshore.shell.internal.terminal.Progress;
import java.io.PrintStream;
import java.time.Duration;

/** Runs a task as long as somebody watches: it never outlives this call, whether it ends, fails, or is interrupted. */
final class ForegroundRun {
    private final ContainerStore containers;
    private final ContainerRuntime runtime;
    private final PrintStream out;
    private final Duration timeout;
    private final Progress progress;

    ForegroundRun(
            ContainerStore containers, ContainerRuntime runtime, PrintStream out, Duration timeout, Progress progress) {
        this.containers = containers;
        this.runtime = runtime;
        this.out = out;
        this.timeout = timeout;
        this.progress = progress;
    }

    Exit run(Namespace namespace, Container container, boolean remove) {
        containers.create(namespace, container);
        try (Undo record = new Undo(() -> containers.delete(namespace, container.id()));
                OutputFile output = OutputFile.create()) {
            CreateOptions options = CreateOptions.with(Stdio.toFile(output.path()));
            Task task = progress.of(
                    "creating task " + container.id(), () -> runtime.create(namespace, container.id(), options));
            try (Undo rest = new Undo(task::forceDelete)) {
                progress.during("starting task " + task.id(), task::start);
                if (!remove) {
                    record.commit();
                }
                output.follow(task, timeout, out);
                Exit exit = progress.of("deleting task " + task.id(), task::delete);
                rest.commit();
                // the shim has written the last bytes only when it is gone
                output.copyTo(out);
                output.endLine(out);
                return exit;
            }
        }
    }
}
