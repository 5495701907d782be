// SPDX-License-Identifier: Apache-2.0
package io.longshore.shim.remote.internal;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.ProcessPid;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskStats;
import io.longshore.api.shim.ShimTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a shim's task service, each in the messages of one generation. They throw as those of {@link
 * io.longshore.api.shim.Shim}; a null exec id means the first process.
 */
interface TaskCalls {
    /** @param stdio as the shim is to be told of it */
    long create(ShimTask task, Stdio stdio, Duration timeout);

    /** @param refused runs if not even a part of the request was sent */
    long start(@Nullable ExecId execId, Duration timeout, Runnable refused);

    ShimAnswer state(@Nullable ExecId execId, Duration timeout);

    /** Fails if the process does not end within this time. */
    ShimExit exit(@Nullable ExecId execId, Duration timeout);

    CompletionStage<ShimExit> exit(@Nullable ExecId execId);

    void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout);

    void pause(Duration timeout);

    void resume(Duration timeout);

    /** @param stdio as the shim is to be told of it */
    void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout);

    void deleteProcess(ExecId execId, Duration timeout);

    List<ProcessPid> pids(Duration timeout);

    void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout);

    void closeStdin(@Nullable ExecId execId, Duration timeout);

    void update(LinuxResources resources, Duration timeout);

    void checkpoint(Path image, CheckpointOptions options, Duration timeout);

    /** Empty if there is no such call, or its answer is of an unknown kind. */
    default Optional<TaskStats> stats(Duration timeout) {
        return Optional.empty();
    }

    void delete(Duration timeout);
}
