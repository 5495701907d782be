// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskState;

/** Whether a task's first process is there, as long as it should be. */
record FirstProcessLook(TaskInfo known, FirstProcess process) {
    private static final String NAME = "process";

    Sight look() {
        long pid = known.pid();
        if (pid == 0) {
            return Sight.ok(NAME, "there is none yet");
        }
        KernelProcess now = KernelProcess.of(pid);
        // another one may have got the id meanwhile
        boolean same = now != null && (process.startTime() == 0 || process.startTime() == now.startTime());
        boolean alive = same && !now.isDead();
        if (known.exit() != null) {
            return alive
                    ? Sight.problem(NAME, now + ", though its exit is known", "delete the task with force")
                    : Sight.ok(NAME, "process " + pid + " has ended");
        }
        if (!alive) {
            return Sight.problem(
                    NAME,
                    same ? String.valueOf(now) : "process " + pid + " is gone, and its exit is not known",
                    "wait some seconds for the exit to be told, and then delete the task with force");
        }
        if (now.isStopped()) {
            return Sight.warning(NAME, now.toString(), "send it the signal CONT, unless it was stopped on purpose");
        }
        if (now.isStuck() && known.state() != TaskState.PAUSED) {
            return Sight.warning(
                    NAME, now.toString(), "look whether its disks, and what it has mounted over a network, answer");
        }
        return Sight.ok(NAME, now.toString());
    }
}
