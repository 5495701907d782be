// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.CheckpointOptions;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.LinuxResources;
import io.longshore.api.runtime.Signal;
import io.longshore.api.runtime.Task;
import io.longshore.api.runtime.TaskInfo;
import io.longshore.api.runtime.TaskProcess;
import io.longshore.api.runtime.TaskStats;
import io.longshore.management.ExitData;
import io.longshore.management.PidData;
import io.longshore.management.ProcessData;
import io.longshore.management.StatsData;
import io.longshore.management.TaskData;
import io.longshore.management.TaskMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Task MBean, in terms of the API. Attributes come from memory. */
final class TaskOperations implements TaskMXBean {
    private static final Logger LOG = LoggerFactory.getLogger(TaskOperations.class);
    private static final long NO_LIMIT = -1;

    private final Task task;
    private final List<String> commandLine;
    private final StatsSample sample;
    private final LongSupplier notificationsDropped;
    private final TaskLooks looks;
    private final ExitWaits waits;

    TaskOperations(
            Task task,
            List<String> commandLine,
            StatsSample sample,
            LongSupplier notificationsDropped,
            TaskLooks looks,
            ExitWaits waits) {
        this.task = task;
        this.commandLine = List.copyOf(commandLine);
        this.sample = sample;
        this.notificationsDropped = notificationsDropped;
        this.looks = looks;
        this.waits = waits;
    }

    private TaskInfo info() {
        return task.info();
    }

    private <T> @Nullable T exit(Function<Exit, @Nullable T> part) {
        Exit exit = task.info().exit();
        return exit == null ? null : part.apply(exit);
    }

    private <T> @Nullable T sampled(Function<TaskStats, @Nullable T> part) {
        TaskStats last = sample.look();
        return last == null ? null : part.apply(last);
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    @Override
    public String getNamespace() {
        return info().namespace().name();
    }

    @Override
    public String getId() {
        return info().id().value();
    }

    @Override
    public String getState() {
        return info().state().name();
    }

    @Override
    public String getReason() {
        return info().reason();
    }

    @Override
    public long getPid() {
        return info().pid();
    }

    @Override
    public String[] getCommandLine() {
        return commandLine.toArray(String[]::new);
    }

    @Override
    public String getCreatedAt() {
        return info().createdAt().toString();
    }

    @Override
    public @Nullable String getStartedAt() {
        return text(info().startedAt());
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
    public String getBundle() {
        return info().bundle().toString();
    }

    @Override
    public String getShimKind() {
        return info().shimKind();
    }

    @Override
    public long getShimPid() {
        return info().shimPid();
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
    public @Nullable String getStatsAt() {
        return sampled(stats -> stats.at().toString());
    }

    @Override
    public @Nullable Long getMemoryUsage() {
        return sampled(TaskStats::memoryUsage);
    }

    @Override
    public @Nullable Long getMemoryLimit() {
        return sampled(TaskStats::memoryLimit);
    }

    @Override
    public @Nullable Long getMemoryMaxUsage() {
        return sampled(TaskStats::memoryMaxUsage);
    }

    @Override
    public @Nullable Long getCpuNanos() {
        return sampled(TaskStats::cpuNanos);
    }

    @Override
    public @Nullable Long getCpuUserNanos() {
        return sampled(TaskStats::cpuUserNanos);
    }

    @Override
    public @Nullable Long getCpuSystemNanos() {
        return sampled(TaskStats::cpuSystemNanos);
    }

    @Override
    public @Nullable Long getCpuThrottledNanos() {
        return sampled(TaskStats::cpuThrottledNanos);
    }

    @Override
    public @Nullable Long getPids() {
        return sampled(TaskStats::pids);
    }

    @Override
    public @Nullable Long getPidsLimit() {
        return sampled(TaskStats::pidsLimit);
    }

    @Override
    public @Nullable Long getBlockReadBytes() {
        return sampled(TaskStats::blockReadBytes);
    }

    @Override
    public @Nullable Long getBlockWriteBytes() {
        return sampled(TaskStats::blockWriteBytes);
    }

    @Override
    public @Nullable Long getOomKills() {
        return sampled(TaskStats::oomKills);
    }

    @Override
    public long getNotificationsDropped() {
        return notificationsDropped.getAsLong();
    }

    @Override
    public TaskData refresh() {
        TaskInfo now = task.refresh();
        looks.later(task.namespace(), task.id());
        return Rows.of(now);
    }

    @Override
    public StatsData stats() {
        if (info().exit() != null) {
            throw new FailedPreconditionException("task " + task.id() + " in namespace " + task.namespace()
                    + " has ended, and uses nothing any more; its attributes are still those of the last sample");
        }
        return Rows.of(sample.read());
    }

    @Override
    public List<ProcessData> listProcesses() {
        looks.later(task.namespace(), task.id());
        return task.processes().stream().map(process -> Rows.of(process.info())).toList();
    }

    @Override
    public List<PidData> listPids() {
        return task.pids().stream().map(Rows::of).toList();
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
        String cwd = Arguments.required("workingDirectory", workingDirectory);
        ExecOptions options = ExecOptions.of(Arguments.required("args", args))
                .withEnv(Arguments.environment("environment", environment).entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toArray(String[]::new))
                .withCwd(cwd.isEmpty() ? "/" : cwd)
                .withUser(uid, gid)
                .withStdio(Arguments.output("outputFile", outputFile));
        TaskProcess process = task.exec(new ExecId(execId), options);
        if (start) {
            start(process);
        }
        looks.now(task.namespace(), task.id());
        return Rows.of(process.info());
    }

    /** Or leaves nothing of it. */
    private static void start(TaskProcess process) {
        try {
            process.start();
        } catch (RuntimeException e) {
            try {
                process.delete();
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
        if (memoryLimit == 0 && pidsLimit == 0 && cpuPercent == 0) {
            throw new InvalidArgumentException("at least one limit must be given; 0 leaves one as it is");
        }
        LinuxResources.Builder limits = LinuxResources.builder();
        if (memoryLimit != 0) {
            limits.memoryLimit(memoryLimit);
        }
        if (pidsLimit != 0) {
            limits.pidsLimit(pidsLimit);
        }
        if (cpuPercent != 0) {
            limits.cpuQuota(
                    cpuPercent == NO_LIMIT ? NO_LIMIT : NewContainer.cpuQuota(cpuPercent),
                    NewContainer.CPU_PERIOD_MICROS);
        }
        task.update(limits.build());
    }

    @Override
    public void checkpoint(String directory, boolean exit) {
        task.checkpoint(
                Arguments.absolute("directory", Arguments.required("directory", directory)),
                new CheckpointOptions(exit, false, false, false, false, List.of(), "", ""));
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
