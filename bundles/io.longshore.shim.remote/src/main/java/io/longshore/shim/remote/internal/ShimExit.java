// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import com.google.protobuf.Timestamp;
import io.longshore.api.runtime.Exit;
import java.time.Instant;

/** The end of a process as a shim says it. */
record ShimExit(int status, Timestamp at) {
    Exit toExit() {
        if (at.getSeconds() <= 0) {
            // the shim's zero: it saw no end, and its status 0 is not one either
            return new Exit(null, Instant.now(), Exit.Cause.UNOBSERVED, "it could not be started");
        }
        return Exit.exited(status, Instant.ofEpochSecond(at.getSeconds(), at.getNanos()));
    }
}
