// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

/** A task's life as the runtime sees it; {@link TaskLife} has the transitions. */
enum TaskPhase {
    /** Its container is being created, and the create event was not published; an exit waits for both. */
    CREATING,
    /** Its process waits to be started. */
    CREATED,
    /** Its process is being started, and the start event was not published; an exit waits for both. */
    STARTING,
    /** Its process runs. */
    RUNNING,
    /** Its processes are being frozen. */
    PAUSING,
    /** Its processes are frozen. */
    PAUSED,
    /** Its processes are frozen, and are being let go on. */
    RESUMING,
    /** Its process has ended. */
    STOPPED,
    /** It is being deleted; it goes back if that fails. */
    DELETING,
    /** It is gone; nothing leads out of here. */
    DELETED
}
