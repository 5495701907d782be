// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix;

/**
 * How a child ended.
 *
 * @param cause by itself or by a signal
 * @param value the exit code (0 to 255) or the signal
 */
public record WaitStatus(Cause cause, int value) {

    /** What made the process end. */
    public enum Cause {
        /** It called exit. */
        EXITED,
        /** A signal ended it. */
        KILLED,
        /** A signal ended it and it left a core dump. */
        DUMPED
    }

    private static final int SIGNAL_BASE = 128;

    /** Refuses a value no process can end with. */
    public WaitStatus {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("no process ends with " + value);
        }
    }

    /** One number as shells and containers count: the exit code, or 128 plus the signal. */
    public int exitStatus() {
        return cause == Cause.EXITED ? value : SIGNAL_BASE + value;
    }
}
