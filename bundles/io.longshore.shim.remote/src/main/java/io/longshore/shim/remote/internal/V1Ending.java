// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.nio.file.Path;
import java.time.Duration;

/** Ends a shim of the first generation, which drives no other task: by killing it. */
final class V1Ending implements ShimEnding {
    private final ShimProcess process;
    private final Path socket;
    private volatile boolean ended;

    V1Ending(ShimProcess process, Path socket) {
        this.process = process;
        this.socket = socket;
    }

    @Override
    public void end(Duration timeout) {
        if (!ended) {
            process.end(timeout);
            process.close();
            ended = true;
        }
        ShimSockets.remove(socket);
    }
}
