// SPDX-License-Identifier: Apache-2.0
package io.longshore.benchmarks.engine;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.itests.support.Rig;
import java.time.Duration;

/** A task of Longshore, through its API. */
final class LongshoreTask implements EngineTask {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Rig rig;
    private final Task task;

    LongshoreTask(Rig rig, Task task) {
        this.rig = rig;
        this.task = task;
    }

    @Override
    public void start() {
        task.start();
    }

    @Override
    public void awaitExit() {
        task.waitForExit(PATIENCE);
    }

    @Override
    public void delete() {
        task.delete();
        rig.containers().delete(task.namespace(), task.id());
    }

    @Override
    public void end() {
        task.forceDelete();
        rig.containers().delete(task.namespace(), task.id());
    }

    @Override
    public void state() {
        task.refresh();
    }

    @Override
    public void kill(int signal) {
        task.kill(new Signal(signal), false);
    }

    @Override
    public void exec(String execId, String... command) {
        TaskProcess process = task.exec(new ExecId(execId), ExecOptions.of(command));
        process.start();
        process.waitForExit(PATIENCE);
        process.delete();
    }

    @Override
    public long pid() {
        return task.info().pid();
    }
}
