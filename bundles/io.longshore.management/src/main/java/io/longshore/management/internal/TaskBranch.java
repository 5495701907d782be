// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.runtime.Task;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.management.ObjectName;

/** A task with its MBean, and those of its processes. */
record TaskBranch(Task task, ObjectName name, Emitter emitter, ProcessTree processes) {
    /** False if what was told at that time is of an earlier task with the same id. */
    boolean wasThereAt(Instant told) {
        // the journal keeps no more of the time
        return !told.isBefore(task.info().createdAt().truncatedTo(ChronoUnit.MILLIS));
    }
}
