// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.nio.file.Path;
import java.time.Duration;

/** Ends a shim of the first generation, which drives no other task: by killing it. */
final class V1Ending implements ShimEnding {
    private final ShimContact contact;
    private final Path socket;
    private volatile boolean ended;

    V1Ending(ShimContact contact, Path socket) {
        this.contact = contact;
        this.socket = socket;
    }

    @Override
    public void end(Duration timeout) {
        contact.disconnect();
        if (!ended) {
            contact.process().end(timeout);
            contact.close();
            ended = true;
        }
        ShimSockets.remove(socket);
    }
}
