// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.AlreadyExistsException;
import io.longshore.api.ExecId;
import io.longshore.api.FailedPreconditionException;
import io.longshore.api.InvalidArgumentException;
import io.longshore.api.LongshoreException;
import io.longshore.api.NotFoundException;
import io.longshore.api.containers.OciSpec;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.ExecOptions;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds processes to a task, and sees to it that all end before the task does. */
final class TaskProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(TaskProcesses.class);

    private final TaskKey key;
    private final TaskContext context;
    private final TaskContact contact;
    private final TaskHistory taskHistory;
    private final MemoryKills kills;
    private final ProcessTable table;
    private final LeftExits left;
    private final EarlierProcesses earlier;
    private final EndedMeanwhile meanwhile;

    TaskProcesses(
            TaskKey key,
            TaskContext context,
            TaskContact contact,
            TaskRecordFile record,
            TaskHistory taskHistory,
            MemoryKills kills,
            ProcessTable table,
            EndedMeanwhile meanwhile) {
        this.key = key;
        this.context = context;
        this.contact = contact;
        this.taskHistory = taskHistory;
        this.kills = kills;
        this.table = table;
        this.left = new LeftExits(key, context, record, table.files());
        this.earlier = new EarlierProcesses(key, context, kills, table, left, meanwhile);
        this.meanwhile = meanwhile;
    }

    ProcessTable table() {
        return table;
    }

    LinuxProcess add(ExecId id, ExecOptions options, OciSpec spec, Shim shim) {
        Duration timeout = context.settings().deadlines().call();
        try (Undo undo = new Undo(key)) {
            ProcessTrace trace = table.reserve(id, context.events().lastSequence());
            undo.add("reserve the exec id", () -> table.remove(id));
            meanwhile.run(
                    TaskLife::requireRunning, () -> addInShim(id, spec.processOf(options), options.stdio(), shim));
            undo.add("add the process", () -> shim.deleteProcess(id, timeout));
            ProcessHistory history = ProcessHistory.begin(context.events(), key, id, table.files(), trace);
            LinuxProcess process = new LinuxProcess(
                    key, id, options.stdio(), context, shim, TaskMoment.CREATED, kills, table, history, meanwhile);
            table.put(process);
            taskHistory.beforeExit(() -> {
                table.requireOpen();
                history.added();
            });
            undo.commit();
            process.sources().watch();
            return process;
        }
    }

    /**
     * What the shim has by an id that was free here was added by a call that was given up. It was never started, and nobody knows
     * of it. To take it back when that call was given up would not do: a shim that hangs would be waited for once more, and
     * might take the two calls in any order when it goes on.
     */
    private void addInShim(ExecId id, String process, Stdio stdio, Shim shim) {
        Duration timeout = context.settings().deadlines().call();
        try {
            shim.exec(id, process, stdio, timeout);
        } catch (AlreadyExistsException e) {
            takeBack(id, shim, timeout, e);
            shim.exec(id, process, stdio, timeout);
        }
    }

    private void takeBack(ExecId id, Shim shim, Duration timeout, AlreadyExistsException why) {
        LOG.warn("namespace={} id={} exec={}: the shim has one that was given up", key.namespace(), key.id(), id, why);
        try {
            shim.deleteProcess(id, timeout);
        } catch (NotFoundException e) {
            LOG.debug("namespace={} id={} exec={}: gone before", key.namespace(), key.id(), id, e);
        } catch (InvalidArgumentException | FailedPreconditionException e) {
            // it is none, as by the container's id some have the first process
            why.addSuppressed(e);
            throw why;
        }
    }

    EarlierProcesses earlier() {
        return earlier;
    }

    /** The task is deleted. */
    void forget() {
        table.forget().forEach(LinuxProcess::forget);
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
            earlier.lost(exit);
        }
    }

    private void lost(LinuxProcess process, Exit exit) {
        long pid = process.info().pid();
        if (pid != 0) {
            process.sources().exited(left.exit(process.id(), pid, exit));
            return;
        }
        Optional<TaskEvent.Exited> untold = left.untold(process.id());
        if (untold.isPresent()) {
            process.sources().exited(untold.get().pid(), untold.get().exit());
        } else if (process.sources().isRunning()) {
            process.sources().exited(left.unknown(exit));
        }
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
                            running().forEach(process -> process.sources().exited(left.unobserved()));
                            return null;
                        },
                        context.threads());
    }

    private List<LinuxProcess> running() {
        return table.list().stream()
                .filter(process -> process.sources().isRunning())
                .toList();
    }
}
