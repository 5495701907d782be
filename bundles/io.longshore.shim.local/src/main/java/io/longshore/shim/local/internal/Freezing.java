// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.local.internal;

import io.longshore.api.runtime.TaskState;

/** Whether a container's processes are frozen. */
enum Freezing {
    /** They are not. */
    THAWED(TaskState.RUNNING),
    /** They are being frozen. */
    FREEZING(TaskState.PAUSING),
    /** They are. */
    FROZEN(TaskState.PAUSED);

    private final TaskState state;

    Freezing(TaskState state) {
        this.state = state;
    }

    /** Of a process that was started. */
    TaskState state() {
        return state;
    }
}
