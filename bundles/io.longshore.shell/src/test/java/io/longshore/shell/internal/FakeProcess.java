// SPDX-License-Identifier: Apache-2.0
package io.longshore.shell.internal;

import io.longshore.api.ExecId;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An added process that does what it is told. */
final class FakeProcess implements TaskProcess {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<Exit> exit = new CompletableFuture<>();
    final ExecOptions options;
    Runnable onStart = () -> {};
    private final ExecId id;
    private volatile long pid;

    FakeProcess(ExecId id, ExecOptions options) {
        this.id = id;
        this.options = options;
    }

    @Override
    public ExecId id() {
        return id;
    }

    @Override
    public ProcessInfo info() {
        Exit ended = exit.getNow(null);
        return new ProcessInfo(id, ended == null ? TaskState.RUNNING : TaskState.STOPPED, pid, options.stdio(), ended);
    }

    @Override
    public void start() {
        pid = 4712;
        calls.add("start");
        onStart.run();
    }

    @Override
    public void kill(Signal signal) {
        calls.add("kill " + signal);
        exit.complete(Exit.exited(128 + signal.number(), FakeTask.ENDED));
    }

    @Override
    public void resizePty(int width, int height) {
        calls.add("resize " + width + "x" + height);
    }

    @Override
    public void closeStdin() {
        calls.add("closeStdin");
    }

    @Override
    public CompletionStage<Exit> exit() {
        return exit.minimalCompletionStage();
    }

    @Override
    public Exit delete() {
        calls.add("delete");
        return exit.getNow(Exit.exited(0, FakeTask.ENDED));
    }
}
