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
import io.longshore.api.runtime.TaskStats;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimLaunch;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.ShimTask;
import io.longshore.api.shim.StartNote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shim with so many calls at a time and no more: one that hangs does not collect blocked threads without end. The next call
 * throws {@link UnavailableException}, at once. What removes the task, or a process of it, is done one at a time anyway, and always
 * let through: a refusal would say that the shim is gone.
 */
record LimitedShim(String name, Shim shim, Semaphore free, Semaphore starts) implements Shim {
    /** More than are ever used at a time on one container, by somebody who waits for their answers. */
    static final int CALLS = 128;

    /** They wait for their turn in a shim that is well, so they may be more, and must not keep other calls from it. */
    static final int STARTS = 512;

    static Shim of(ShimLaunch launch, Shim shim) {
        return new LimitedShim(
                "the shim of task " + launch.namespace() + "/" + launch.id(),
                shim,
                new Semaphore(CALLS),
                new Semaphore(STARTS));
    }

    private <T> T limited(Supplier<T> call) {
        return limited(free, call);
    }

    private <T> T limited(Semaphore permits, Supplier<T> call) {
        begin(permits);
        try {
            return call.get();
        } finally {
            permits.release();
        }
    }

    private void run(Runnable call) {
        begin(free);
        try {
            call.run();
        } finally {
            free.release();
        }
    }

    private void begin(Semaphore permits) {
        if (!permits.tryAcquire()) {
            throw new UnavailableException(name + " has too many calls to answer and takes no more");
        }
    }

    @Override
    public long pid() {
        return shim.pid();
    }

    @Override
    public CompletionStage<Void> lost() {
        return shim.lost();
    }

    @Override
    public CompletionStage<Exit> exit(@Nullable ExecId execId) {
        return shim.exit(execId);
    }

    @Override
    public long create(ShimTask task, Duration timeout) {
        return limited(() -> shim.create(task, timeout));
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout) {
        return limited(starts, () -> shim.start(execId, timeout));
    }

    @Override
    public long start(@Nullable ExecId execId, Duration timeout, StartNote note) {
        return limited(starts, () -> shim.start(execId, timeout, note));
    }

    @Override
    public ShimProcessState state(@Nullable ExecId execId, Duration timeout) {
        return limited(() -> shim.state(execId, timeout));
    }

    @Override
    public void kill(@Nullable ExecId execId, Signal signal, boolean all, Duration timeout) {
        run(() -> shim.kill(execId, signal, all, timeout));
    }

    @Override
    public void pause(Duration timeout) {
        run(() -> shim.pause(timeout));
    }

    @Override
    public void resume(Duration timeout) {
        run(() -> shim.resume(timeout));
    }

    @Override
    public void exec(ExecId execId, String processSpec, Stdio stdio, Duration timeout) {
        run(() -> shim.exec(execId, processSpec, stdio, timeout));
    }

    @Override
    public void deleteProcess(ExecId execId, Duration timeout) {
        shim.deleteProcess(execId, timeout);
    }

    @Override
    public List<ProcessPid> pids(Duration timeout) {
        return limited(() -> shim.pids(timeout));
    }

    @Override
    public void resizePty(@Nullable ExecId execId, int width, int height, Duration timeout) {
        run(() -> shim.resizePty(execId, width, height, timeout));
    }

    @Override
    public void closeStdin(@Nullable ExecId execId, Duration timeout) {
        run(() -> shim.closeStdin(execId, timeout));
    }

    @Override
    public void update(LinuxResources resources, Duration timeout) {
        run(() -> shim.update(resources, timeout));
    }

    @Override
    public void checkpoint(Path image, CheckpointOptions options, Duration timeout) {
        run(() -> shim.checkpoint(image, options, timeout));
    }

    @Override
    public Optional<TaskStats> stats(Duration timeout) {
        return limited(() -> shim.stats(timeout));
    }

    @Override
    public void delete(Duration timeout) {
        shim.delete(timeout);
    }

    @Override
    public void end(Duration timeout) {
        shim.end(timeout);
    }

    @Override
    public void close() {
        shim.close();
    }
}
