// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.runtime.Task;
import javax.management.ObjectName;

/** A task with its MBean, and those of its processes. */
record TaskBranch(Task task, ObjectName name, Emitter emitter, ProcessTree processes) {
    /** Whether this is the pid of its first process; what is restored from a checkpoint is created without one. */
    boolean hasPid(long pid) {
        return pid == 0 || pid == task.info().pid();
    }
}
