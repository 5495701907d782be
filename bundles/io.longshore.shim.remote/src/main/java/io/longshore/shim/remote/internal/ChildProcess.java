// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import java.util.concurrent.CompletionStage;

/** A shim that this process started. */
record ChildProcess(Process process) implements ShimProcess {
    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public CompletionStage<?> ended() {
        return process.onExit();
    }

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        // a child needs no letting go; it is reaped when it ends
    }
}
