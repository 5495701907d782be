// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ExecId;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.ProcessInfo;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.management.ExitData;
import io.longshore.management.ProcessMXBean;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A Process MBean, in terms of the API. */
final class ProcessOperations implements ProcessMXBean {
    private final Task task;
    private final ExecId execId;
    private final TaskLooks looks;
    private final ExitWaits waits;

    ProcessOperations(Task task, ExecId execId, TaskLooks looks, ExitWaits waits) {
        this.task = task;
        this.execId = execId;
        this.looks = looks;
        this.waits = waits;
    }

    private TaskProcess process() {
        return task.process(execId);
    }

    private ProcessInfo info() {
        return process().info();
    }

    private <T> @Nullable T exit(Function<Exit, @Nullable T> part) {
        Exit exit = info().exit();
        return exit == null ? null : part.apply(exit);
    }

    @Override
    public String getNamespace() {
        return task.namespace().name();
    }

    @Override
    public String getId() {
        return task.id().value();
    }

    @Override
    public String getExecId() {
        return execId.value();
    }

    @Override
    public String getState() {
        return info().state().name();
    }

    @Override
    public long getPid() {
        return info().pid();
    }

    @Override
    public @Nullable String getExitedAt() {
        return exit(exit -> exit.at().toString());
    }

    @Override
    public @Nullable Integer getExitStatus() {
        return exit(Exit::status);
    }

    @Override
    public @Nullable String getExitCause() {
        return exit(exit -> exit.cause().name());
    }

    @Override
    public @Nullable String getExitDetail() {
        return exit(Exit::detail);
    }

    @Override
    public String getOutput() {
        return Rows.output(info().stdio());
    }

    @Override
    public boolean isTerminal() {
        return info().stdio().terminal();
    }

    @Override
    public void start() {
        process().start();
    }

    @Override
    public void kill(String signal) {
        Signal parsed = Signal.parse(Arguments.required("signal", signal));
        process().kill(parsed);
    }

    @Override
    public void resizePty(int width, int height) {
        process().resizePty(width, height);
    }

    @Override
    public void closeStdin() {
        process().closeStdin();
    }

    @Override
    public ExitData waitForExit(long timeoutMillis) {
        Duration timeout = Arguments.timeout(timeoutMillis);
        return Rows.of(waits.await(process().exit(), timeout, "process " + execId));
    }

    @Override
    public ExitData delete() {
        Exit exit = process().delete();
        looks.now(task.namespace(), task.id());
        return Rows.of(exit);
    }
}
