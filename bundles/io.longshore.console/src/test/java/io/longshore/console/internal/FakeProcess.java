// SPDX-License-Identifier: Apache-2.0
package io.longshore.console.internal;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A command in a task; what it does when it is started, a test says. */
final class FakeProcess implements TaskProcess {
    static final Instant ENDED = Instant.parse("2026-11-24T10:00:05Z");

    final CompletableFuture<Exit> exit = new CompletableFuture<>();
    final ExecOptions options;
    volatile boolean deleted;

    /** What a signal does. */
    volatile Consumer<Signal> onKill = signal -> exit.complete(Exit.exited(128 + signal.number(), ENDED));

    private final ExecId id;
    private final Consumer<FakeProcess> onStart;
    private volatile long pid;

    FakeProcess(ExecId id, ExecOptions options, Consumer<FakeProcess> onStart) {
        this.id = id;
        this.options = options;
        this.onStart = onStart;
    }

    @Override
    public ExecId id() {
        return id;
    }

    @Override
    public ProcessInfo info() {
        return new ProcessInfo(
                id, exit.isDone() ? TaskState.STOPPED : TaskState.RUNNING, pid, options.stdio(), exit.getNow(null));
    }

    @Override
    public void start() {
        pid = 4712;
        onStart.accept(this);
    }

    @Override
    public void kill(Signal signal) {
        onKill.accept(signal);
    }

    @Override
    public void resizePty(int width, int height) {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public void closeStdin() {
        throw new UnsupportedOperationException("not called");
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit;
    }

    @Override
    public Exit delete() {
        deleted = true;
        return exit.join();
    }
}
