// SPDX-License-Identifier: Apache-2.0
package io.longshore.api.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param status what the process returned, 0 to 255; 128 + signal if a signal ended it; null if nobody saw it. Unknown is
 *     never 0.
 * @param at when it ended, as its shim saw it; when the end was found out, if no shim saw it
 * @param cause who or what ended it
 * @param detail one sentence for people, empty for an ordinary exit
 */
public record Exit(@Nullable Integer status, Instant at, Cause cause, String detail) {
    /** Who or what ended a process. */
    public enum Cause {
        /** It ended by itself or by a signal, and its shim reported the status. */
        EXITED,
        /** Its shim died or had to be ended, and the container was killed with it. */
        SHIM_LOST,
        /** The kernel killed it because a memory limit was reached. */
        OOM_KILLED,
        /** The host restarted. */
        HOST_REBOOT,
        /** It is gone, and nobody can say how. */
        UNOBSERVED
    }

    /** An exit that a shim reported. */
    public static Exit exited(int status, Instant at) {
        return new Exit(status, at, Cause.EXITED, "");
    }
}
