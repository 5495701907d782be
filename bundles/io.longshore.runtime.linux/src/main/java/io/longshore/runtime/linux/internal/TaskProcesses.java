// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds processes to a task, finds those of an earlier run again, and sees to it that all end before the task does. */
final class TaskProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(TaskProcesses.class);

    private final TaskKey key;
    private final TaskContext context;
    private final TaskContact contact;
    private final MemoryKills kills;
    private final ProcessTable table;
    private final LeftExits left;

    TaskProcesses(
            TaskKey key,
            TaskContext context,
            TaskContact contact,
            TaskRecordFile record,
            MemoryKills kills,
            ProcessTable table) {
        this.key = key;
        this.context = context;
        this.contact = contact;
        this.kills = kills;
        this.table = table;
        this.left = new LeftExits(key, context, record, table.files());
    }

    ProcessTable table() {
        return table;
    }

    LinuxProcess add(ExecId id, ExecOptions options, OciSpec spec, Shim shim) {
        Duration timeout = context.settings().deadlines().call();
        try (Undo undo = new Undo(key)) {
            ProcessTrace trace = table.reserve(id, context.events().lastSequence());
            undo.add("reserve the exec id", () -> table.remove(id));
            shim.exec(id, spec.processOf(options), options.stdio(), timeout);
            undo.add("add the process", () -> shim.deleteProcess(id, timeout));
            ProcessHistory history = ProcessHistory.begin(context.events(), key, id, table.files(), trace);
            LinuxProcess process = process(id, options.stdio(), shim, TaskMoment.CREATED, history);
            table.put(process);
            table.requireOpen();
            history.added();
            undo.commit();
            process.sources().watch();
            return process;
        }
    }

    /**
     * Finds those that an earlier run has left traces of. Only while the task is not found again: till then none is added, and
     * afterwards a trace that is not known here is that of a process just coming or going, whose id another may have next.
     */
    void restore(Shim shim, Duration timeout) {
        histories().forEach((id, history) -> {
            Optional<ShimProcessState> seen = ask(shim, id, timeout);
            // meanwhile
            table.files().requireTask();
            seen.ifPresentOrElse(state -> restore(id, history, shim, state), () -> {
                lost(id, history, unobserved());
                table.remove(id);
            });
        });
    }

    private Optional<ShimProcessState> ask(Shim shim, ExecId id, Duration timeout) {
        try {
            return Optional.of(shim.state(id, timeout));
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={} exec={}: deleted before", key.namespace(), key.id(), id, e);
            return Optional.empty();
        }
    }

    /** The task is deleted. */
    void forget() {
        table.forget().forEach(LinuxProcess::forget);
    }

    private Map<ExecId, ProcessHistory> histories() {
        Map<ExecId, ProcessTrace> traces = table.traces();
        long since = traces.values().stream()
                .filter(trace -> trace.told() != ProcessTrace.Told.EXITED)
                .mapToLong(ProcessTrace::since)
                .min()
                .orElse(0);
        ProcessJournal journal = new ProcessJournal(context.events(), key, since);
        Map<ExecId, ProcessHistory> histories = new TreeMap<>();
        traces.forEach((id, trace) ->
                histories.put(id, ProcessHistory.resume(context.events(), key, id, table.files(), trace, journal)));
        return histories;
    }

    private void restore(ExecId id, ProcessHistory history, Shim shim, ShimProcessState seen) {
        Exit exit = seen.exit() == null && history.isOver() ? overBefore() : seen.exit();
        TaskPhase phase = exit != null
                ? TaskPhase.STOPPED
                : seen.state() == TaskState.CREATED ? TaskPhase.CREATED : TaskPhase.RUNNING;
        // when it was started nobody has written down; that it was is what counts
        var startedAt = phase == TaskPhase.CREATED ? null : context.clock().instant();
        if (!history.isOver()) {
            catchUp(history, phase, seen.pid(), exit);
        }
        history.caughtUp();
        TaskMoment moment = TaskMoment.of(phase, seen.pid(), startedAt, exit);
        LinuxProcess process = process(id, seen.stdio(), shim, moment, history);
        table.put(process);
        if (exit == null) {
            process.sources().watch();
            return;
        }
        process.sources().exitedBefore(exit);
    }

    private static void catchUp(ProcessHistory history, TaskPhase phase, long pid, @Nullable Exit exit) {
        history.added();
        if (phase == TaskPhase.RUNNING) {
            history.started(pid);
        } else if (exit != null && (pid != 0 || history.runsAsFarAsWasTold())) {
            history.exited(pid, exit);
        } else if (exit != null) {
            // without a pid it is one that could not be started, and so has no exit to be told
            history.endedUntold();
        }
    }

    /** Asks about those whose start was given up, and may have happened nevertheless. */
    void correct(Shim shim, Duration timeout) {
        for (LinuxProcess process : table.list()) {
            if (process.sources().isUndecided()) {
                correct(process, shim, timeout);
            }
        }
    }

    private void correct(LinuxProcess process, Shim shim, Duration timeout) {
        try {
            ShimProcessState seen = shim.state(process.id(), timeout);
            if (seen.exit() == null && seen.pid() != 0) {
                process.startedLate(seen.pid());
            }
        } catch (LongshoreException e) {
            LOG.debug("namespace={} id={} exec={}: cannot be asked", key.namespace(), key.id(), process.id(), e);
        }
    }

    /** The shim is gone, and all that ran went with it. */
    void lost(Exit exit) {
        table.list().stream()
                .filter(process -> process.sources().isRunning() || process.mayHaveRun())
                .forEach(process -> lost(process, exit));
        if (contact.isUnknown()) {
            histories().forEach((id, history) -> lost(id, history, exit));
        }
    }

    private void lost(LinuxProcess process, Exit exit) {
        long pid = process.info().pid();
        if (pid != 0) {
            process.sources().exited(left.exit(process.id(), pid).orElseGet(() -> lostWith(exit)));
            return;
        }
        Optional<TaskEvent.Exited> untold = left.untold(process.id());
        if (untold.isPresent()) {
            process.sources().exited(untold.get().pid(), untold.get().exit());
        } else if (process.sources().isRunning()) {
            process.sources().exited(lostWith(exit));
        }
    }

    /** The shim was gone before it could be asked whether this one runs. */
    private void lost(ExecId id, ProcessHistory history, Exit exit) {
        if (history.isOver()) {
            return;
        }
        if (history.runsAsFarAsWasTold()) {
            history.exited(0, left.exit(id, history.pid()).orElseGet(() -> lostWith(exit)));
        } else {
            left.untold(id).ifPresentOrElse(known -> history.exited(known.pid(), known.exit()), history::endedUntold);
        }
    }

    /** Nobody knows, and the task's own status is not its. */
    private Exit lostWith(Exit ofTask) {
        return switch (ofTask.cause()) {
            case EXITED, OOM_KILLED -> unobserved();
            case SHIM_LOST, HOST_REBOOT, UNOBSERVED -> new Exit(null, ofTask.at(), ofTask.cause(), ofTask.detail());
        };
    }

    /**
     * Completes, never exceptionally, when those that run now have ended and that was told. None is added any more. This
     * takes half of what a killed process may take to be gone, so that who kills the task does not wait in vain.
     */
    CompletableFuture<Void> allEnded() {
        table.close();
        CompletableFuture<Void> ended = table.ended();
        if (ended.isDone()) {
            return ended;
        }
        return ended.orTimeout(
                        context.settings().deadlines().kill().dividedBy(2).toNanos(), TimeUnit.NANOSECONDS)
                .handleAsync(
                        (done, late) -> {
                            running().forEach(process -> process.sources().exited(unobserved()));
                            return null;
                        },
                        context.threads());
    }

    private List<LinuxProcess> running() {
        return table.list().stream()
                .filter(process -> process.sources().isRunning())
                .toList();
    }

    private Exit overBefore() {
        return new Exit(
                null,
                context.clock().instant(),
                Exit.Cause.UNOBSERVED,
                "an earlier run knew that it had ended, and its shim does not say how");
    }

    private Exit unobserved() {
        return new Exit(
                null, context.clock().instant(), Exit.Cause.UNOBSERVED, "it ended with the task's first process");
    }

    private LinuxProcess process(ExecId id, Stdio stdio, Shim shim, TaskMoment moment, ProcessHistory history) {
        return new LinuxProcess(key, id, stdio, context, shim, moment, kills, table, history);
    }
}
