// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.FailedPreconditionException;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.Task;

/** Says whether a console can be connected with a task. */
final class AttachedTask {
    private AttachedTask() {}

    /** @throws FailedPreconditionException if its output goes elsewhere */
    static void requireStreams(Task task) {
        Stdio stdio = task.info().stdio();
        String name = "task " + task.id() + " in namespace " + task.namespace();
        if (stdio.stdout().isEmpty()) {
            throw new FailedPreconditionException(
                    name + " has no streams to attach to, its output is dropped; make it with"
                            + " -i, or with --output and look at it by task:logs");
        }
        if (!stdio.stdout().startsWith("/")) {
            throw new FailedPreconditionException(
                    name + " writes to " + stdio.stdout() + " and has no streams to attach to; use task:logs");
        }
    }
}
