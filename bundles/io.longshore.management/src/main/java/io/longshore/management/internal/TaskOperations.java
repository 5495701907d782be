// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.management.DiagnosisData;
import io.longshore.management.ExitData;
import io.longshore.management.PidData;
import io.longshore.management.ProcessData;
import io.longshore.management.StatsData;
import io.longshore.management.TaskData;
import io.longshore.management.TaskMXBean;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Task MBean, in terms of the API. */
final class TaskOperations extends TaskAttributes implements TaskMXBean {
    private static final Logger LOG = LoggerFactory.getLogger(TaskOperations.class);

    private final Task task;
    private final StatsSample sample;
    private final TaskLooks looks;
    private final ExitWaits waits;

    TaskOperations(
            Task task,
            List<String> commandLine,
            StatsSample sample,
            LongSupplier notificationsDropped,
            TaskLooks looks,
            ExitWaits waits) {
        super(task, commandLine, sample, notificationsDropped);
        this.task = task;
        this.sample = sample;
        this.looks = looks;
        this.waits = waits;
    }

    @Override
    public TaskData refresh() {
        return Rows.of(task.refresh());
    }

    @Override
    public StatsData stats() {
        if (task.info().exit() != null) {
            throw new FailedPreconditionException("task " + task.id() + " in namespace " + task.namespace()
                    + " has ended, and uses nothing any more; its attributes are still those of the last sample");
        }
        return Rows.of(sample.read());
    }

    @Override
    public List<ProcessData> listProcesses() {
        return task.processes().stream().map(process -> Rows.of(process.info())).toList();
    }

    @Override
    public List<PidData> listPids() {
        return task.pids().stream().map(Rows::of).toList();
    }

    @Override
    public DiagnosisData diagnose() {
        return Rows.of(task.diagnose());
    }

    @Override
    public ExitData waitForExit(long timeoutMillis) {
        Duration timeout = Arguments.timeout(timeoutMillis);
        return Rows.of(waits.await(task, timeout));
    }

    @Override
    public void start() {
        task.start();
    }

    @Override
    public void kill(String signal, boolean all) {
        task.kill(Signal.parse(Arguments.required("signal", signal)), all);
    }

    @Override
    public void pause() {
        task.pause();
    }

    @Override
    public void resume() {
        task.resume();
    }

    @Override
    public ProcessData exec(
            String execId,
            String[] args,
            String[] environment,
            String workingDirectory,
            long uid,
            long gid,
            String outputFile,
            boolean start) {
        ExecOptions options =
                ExecRequest.of(args, environment, workingDirectory, outputFile).withUser(uid, gid);
        TaskProcess process = task.exec(new ExecId(execId), options);
        if (start) {
            start(process);
        }
        looks.now(task.namespace(), task.id());
        return Rows.of(process.info());
    }

    @Override
    public ProcessData execCommand(String execId, String command, String outputFile) {
        String[] args = CommandLine.words("command", Arguments.required("command", command));
        return exec(execId, args, new String[0], "", 0, 0, outputFile, true);
    }

    /** Or leaves nothing of it. */
    private static void start(TaskProcess process) {
        try {
            process.start();
        } catch (RuntimeException e) {
            try {
                Uninterrupted.run(process::delete);
            } catch (LongshoreException left) {
                LOG.debug("{} could not be started, and is forgotten with its task", process.id(), left);
            }
            throw e;
        }
    }

    @Override
    public void resizePty(int width, int height) {
        task.resizePty(width, height);
    }

    @Override
    public void closeStdin() {
        task.closeStdin();
    }

    @Override
    public void update(long memoryLimit, long pidsLimit, long cpuPercent) {
        task.update(LimitChange.of(memoryLimit, pidsLimit, cpuPercent));
    }

    @Override
    public void updateResources(String linuxResourcesJson) {
        task.update(LinuxResources.parse(Arguments.required("linuxResourcesJson", linuxResourcesJson)));
    }

    @Override
    public void checkpoint(String directory, boolean exit) {
        checkpointWith(directory, exit ? new String[] {"exit"} : new String[0]);
    }

    @Override
    public void checkpointWith(String directory, String[] options) {
        task.checkpoint(
                Arguments.absolute("directory", Arguments.required("directory", directory)),
                CheckpointRequest.of(options));
    }

    @Override
    public ExitData delete() {
        return Rows.of(task.delete());
    }

    @Override
    public ExitData forceDelete() {
        return Rows.of(task.forceDelete());
    }
}
