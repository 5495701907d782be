// SPDX-License-Identifier: Apache-2.0
package io.longshore.posix.internal;

import io.longshore.posix.WaitStatus;
import io.longshore.posix.WaitStatus.Cause;
import java.util.Optional;
import jnr.ffi.Pointer;

/** What waitid(2) writes: {@code siginfo_t} as it lies in memory on 64-bit Linux. */
final class Siginfo {

    static final int BYTES = 128;

    private static final int CODE = 8;
    private static final int PID = 16;
    private static final int STATUS = 24;
    private static final int CLD_EXITED = 1;
    private static final int CLD_KILLED = 2;
    private static final int CLD_DUMPED = 3;

    private Siginfo() {}

    /** False when the kernel left it zero: nothing has ended. */
    static boolean hasEnded(Pointer siginfo) {
        return siginfo.getInt(PID) != 0;
    }

    /** Empty when the kernel left it zero: nothing has ended. */
    static Optional<WaitStatus> waitStatus(Pointer siginfo) {
        if (!hasEnded(siginfo)) {
            return Optional.empty();
        }
        int code = siginfo.getInt(CODE);
        Cause cause = switch (code) {
            case CLD_EXITED -> Cause.EXITED;
            case CLD_KILLED -> Cause.KILLED;
            case CLD_DUMPED -> Cause.DUMPED;
            default -> throw new IllegalStateException("waitid for exits answered with code " + code);
        };
        return Optional.of(new WaitStatus(cause, siginfo.getInt(STATUS)));
    }
}
