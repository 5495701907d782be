// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
    public CompletionStage<Exit> exit(@Nullable ExecId execId) {
        return new CompletableFuture<>();
    }

    @Override
    public long create(ShimTask task, Duration timeout) {
        throw unavailable();
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout) {
        throw unavailable();
    }

    @Override
    public ShimProcessState state(@Nullable ExecId execId, Duration timeout) {
        throw unavailable();
    }

    @Override
    public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        throw unavailable();
    }

    @Override
    public void pause(Duration timeout) {
        throw unavailable();
    }

    @Override
    public void resume(Duration timeout) {
        throw unavailable();
    }

    @Override
    public void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout) {
        throw unavailable();
    }

    @Override
    public void deleteProcess(ExecId execId, Duration timeout) {
        throw unavailable();
    }

    @Override
    public List<ProcessPid> pids(Duration timeout) {
        throw unavailable();
    }

    @Override
    public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
        throw unavailable();
    }

    @Override
    public void closeStdin(@Nullable ExecId execId, Duration timeout) {
        throw unavailable();
    }

    @Override
    public void update(LinuxResources resources, Duration timeout) {
        throw unavailable();
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
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
