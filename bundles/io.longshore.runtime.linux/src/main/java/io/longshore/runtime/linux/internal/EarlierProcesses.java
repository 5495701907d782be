// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.NotFoundException;
import io.longshore.api.runtime.Exit;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the processes that an earlier run has left traces of. Only while the task is not found again: till then none is added,
 * and afterwards a trace that is not known here is that of a process just coming or going, whose id another may have next.
 */
final class EarlierProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierProcesses.class);

    private final TaskKey key;
    private final TaskContext context;
    private final MemoryKills kills;
    private final ProcessTable table;
    private final LeftExits left;
    private final EndedMeanwhile task;

    EarlierProcesses(
            TaskKey key,
            TaskContext context,
            MemoryKills kills,
            ProcessTable table,
            LeftExits left,
            EndedMeanwhile task) {
        this.key = key;
        this.context = context;
        this.kills = kills;
        this.table = table;
        this.left = left;
        this.task = task;
    }

    void restore(Shim shim, Duration timeout) {
        histories().forEach((id, history) -> {
            Optional<ShimProcessState> seen = ask(shim, id, timeout);
            // meanwhile
            table.files().requireTask();
            seen.ifPresentOrElse(state -> restore(id, history, shim, state), () -> {
                lost(id, history, left.unobserved());
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

    /** The shim is gone, and all that ran went with it. */
    void lost(Exit exit) {
        histories().forEach((id, history) -> lost(id, history, exit));
    }

    /** The shim was gone before it could be asked whether this one runs. */
    private void lost(ExecId id, ProcessHistory history, Exit exit) {
        if (history.isOver()) {
            return;
        }
        if (history.runsAsFarAsWasTold()) {
            history.exited(0, left.exit(id, history.pid(), exit));
        } else {
            left.untold(id).ifPresentOrElse(known -> history.exited(known.pid(), known.exit()), history::endedUntold);
        }
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
        // whatever its shim calls that, as a frozen container's processes may all be paused: what was started has a pid
        TaskPhase phase = exit != null ? TaskPhase.STOPPED : seen.pid() == 0 ? TaskPhase.CREATED : TaskPhase.RUNNING;
        // when it was started nobody has written down; that it was is what counts
        var startedAt = phase == TaskPhase.CREATED ? null : context.clock().instant();
        if (!history.isOver()) {
            catchUp(history, phase, seen.pid(), exit);
        }
        history.caughtUp();
        TaskMoment moment = TaskMoment.of(phase, seen.pid(), startedAt, exit);
        LinuxProcess process =
                new LinuxProcess(key, id, seen.stdio(), context, shim, moment, kills, table, history, task);
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
        } else if (exit != null) {
            history.exited(pid, exit);
        }
    }

    private Exit overBefore() {
        return new Exit(
                null,
                context.clock().instant(),
                Exit.Cause.UNOBSERVED,
                "an earlier run knew that it had ended, and its shim does not say how");
    }
}
