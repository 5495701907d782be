// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

/** Where a task is in its life. It never goes back from {@link #STOPPED}. */
public enum TaskState {
    /** The container exists and its process waits to be started. */
    CREATED,
    /** The process runs. */
    RUNNING,
    /** The process is being frozen. */
    PAUSING,
    /** The process is frozen. */
    PAUSED,
    /** The process has ended; the task waits to be deleted. */
    STOPPED,
    /** The shim does not answer, so nothing is known for certain; the task's info says why. */
    UNKNOWN
}
