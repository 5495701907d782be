// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Signal;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands for a shim that may be there and cannot be connected to now; every call says so. */
record UnreachableShim(String reason) implements Shim {
    private UnavailableException unavailable() {
        return new UnavailableException(reason);
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public CompletionStage<Void> lost() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Exit> exit() {
        return new CompletableFuture<>();
    }

    @Override
    public long create(ShimTask task, Duration timeout) {
        throw unavailable();
    }

    @Override
    public long start(Duration timeout) {
        throw unavailable();
    }

    @Override
    public ShimProcessState state(Duration timeout) {
        throw unavailable();
    }

    @Override
    public void kill(Signal signal, boolean all, Duration timeout) {
        throw unavailable();
    }

    @Override
    public void delete(Duration timeout) {
        throw unavailable();
    }

    @Override
    public void end(Duration timeout) {
        // whoever ends it has cleared the wreckage, which reaches it by other means
    }

    @Override
    public void close() {
        // there is no connection
    }
}
