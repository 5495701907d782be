// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Timestamp;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import java.time.Instant;

/** The end of a process as a shim says it. */
record ShimExit(int status, Timestamp at) {
    /** The last second of the year 9999, where a timestamp's range ends. */
    private static final long LAST = 253_402_300_799L;

    private static final int NANOS = 1_000_000_000;
    private static final int HIGHEST_STATUS = 255;

    /** Not if it has the shim's zero for its time. */
    boolean wasSeen() {
        return at.getSeconds() > 0;
    }

    /** @throws UnavailableException if its time is none */
    Exit toExit() {
        if (!wasSeen()) {
            // the shim saw no end, and its status 0 is not one either
            return new Exit(null, Instant.now(), Exit.Cause.UNOBSERVED, "it could not be started");
        }
        if (at.getSeconds() > LAST || at.getNanos() < 0 || at.getNanos() >= NANOS) {
            throw new UnavailableException("the shim says that a process ended at a time that is none: "
                    + at.getSeconds() + " seconds and " + at.getNanos() + " nanoseconds");
        }
        Instant time = Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
        if (status < 0 || status > HIGHEST_STATUS) {
            String detail = "its shim says that its status is " + Integer.toUnsignedLong(status);
            return new Exit(null, time, Exit.Cause.UNOBSERVED, detail);
        }
        return Exit.exited(status, time);
    }
}
