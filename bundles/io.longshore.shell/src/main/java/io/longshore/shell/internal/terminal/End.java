// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal.terminal;

/** Why a process and a session are not connected any more. */
public enum End {
    /** The process has ended, and all its output was shown. */
    PROCESS,
    /** The user has left it alone. */
    DETACHED,
    /** The user is gone. */
    HUNG_UP
}
