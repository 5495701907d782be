// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what the sources tell of a task's end; of each process the first exit counts, whoever it comes from. */
final class ExitSources {
    private static final Logger LOG = LoggerFactory.getLogger(ExitSources.class);

    private static final CompletionStage<Void> TAKEN = CompletableFuture.completedStage(null);

    private final TaskKey key;
    private final TaskContext context;
    private final TaskRecordFile record;
    private final MemoryKills kills;
    private final MemoryWatch memory;
    private final AfterStart afterStart;
    private final TaskContact contact;
    private final TaskLife life;
    private final TaskProcesses processes;
    private final TaskExit exit;
    private final Runnable afterShimLoss;

    /** Held by the source whose exit is looked at, which the others wait for: what it does need not be done twice. */
    private final Object taking = new Object();

    private final AtomicBoolean watched = new AtomicBoolean();
    private final AtomicBoolean pidWatched = new AtomicBoolean();
    private final AtomicBoolean memoryWatched = new AtomicBoolean();

    ExitSources(
            TaskKey key,
            TaskContext context,
            TaskRecordFile record,
            MemoryKills kills,
            AfterStart afterStart,
            TaskContact contact,
            TaskLife life,
            TaskProcesses processes,
            TaskExit exit,
            Runnable afterShimLoss) {
        this.key = key;
        this.context = context;
        this.record = record;
        this.kills = kills;
        this.afterStart = afterStart;
        this.memory = new MemoryWatch(key, context.events(), context.threads(), record, kills, afterStart);
        this.contact = contact;
        this.life = life;
        this.processes = processes;
        this.exit = exit;
        this.afterShimLoss = afterShimLoss;
    }

    /** Begins to listen for the shim's end. */
    void watchShim() {
        contact.shim().lost().thenRun(() -> context.threads().execute(afterShimLoss));
    }

    /** Begins to listen for the exit that the shim tells. Again does nothing. */
    void watchProcess() {
        if (!watched.compareAndSet(false, true)) {
            return;
        }
        contact.shim().exit(null).whenComplete((seen, failure) -> {
            if (seen != null) {
                exited(seen);
            } else {
                LOG.debug("namespace={} id={}: its shim does not tell its exit", key.namespace(), key.id(), failure);
            }
        });
    }

    /**
     * Begins to look whether the process is there, which is the only thing that no shim can keep silent about. Again does
     * nothing, and neither without a process: what is restored from a checkpoint has one when it is started.
     */
    void watchPid() {
        FirstProcess process = record.current().process();
        if (process.pid() == 0) {
            return;
        }
        unlessDone(
                pidWatched,
                () -> context.watchdog().watch(process.pid(), process.startTime(), exit.seen(), this::overdue));
        unlessDone(memoryWatched, this::watchMemory);
    }

    /** What fails can be done again. */
    private static void unlessDone(AtomicBoolean done, Runnable action) {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            done.set(false);
            throw e;
        }
    }

    private void watchMemory() {
        TaskRecord known = record.current();
        Cgroup cgroup = known.process().cgroup();
        if (cgroup != null && !context.kinds().driver(known.shimKind()).tellsOutOfMemory(known.launch())) {
            memory.begin();
            context.memoryEvents().watch(cgroup.memoryDirectory(), exit.seen(), memory::happened);
        }
    }

    /** It is gone since a while, and nobody has told how it ended. */
    private void overdue() {
        TaskMoment now = life.now();
        if (now.exit() == null && now.phase() != TaskPhase.DELETED) {
            Exit overdue = new OverdueExit(key, context).ofFirst(contact.shim(), record.current());
            if (contact.isUnknown()) {
                lostUnlessFoundAgain(overdue);
            }
            exited(overdue);
        }
    }

    /** What an earlier run has added was not found again, and has ended with the first process; not while it is looked for. */
    private void lostUnlessFoundAgain(Exit overdue) {
        try {
            contact.asking()
                    .besides(
                            () -> {
                                if (contact.isUnknown()) {
                                    processes.lost(overdue);
                                }
                            },
                            context.settings().deadlines().call());
        } catch (LongshoreException e) {
            LOG.warn(
                    "namespace={} id={}: the exits of its other processes are told when it is found again, or removed",
                    key.namespace(),
                    key.id(),
                    e);
        }
    }

    /** A source says that the process has ended. */
    void exited(Exit told) {
        boolean publish;
        Exit seen;
        synchronized (taking) {
            if (life.now().exit() == null) {
                // the kernel's files are read once, as that takes a good part of the time until it is told
                long killed = kills.count();
                seen = kills.explain(told, 0, killed);
                memory.end(killed);
            } else {
                seen = told;
                memory.end();
            }
            publish = life.exited(seen);
            Exit first = life.now().exit();
            if (first != null) {
                // also one that is held back: whoever told it may forget it now
                exit.remember(first);
            }
        }
        if (publish) {
            exit.publish(seen);
        }
    }

    /**
     * The shim has published an exit. An id is used again and again; a late event of its last user is not about this one. Which
     * of them it is about is known by the pid, so one that comes while the process is being started waits for that.
     *
     * @return completes when it was taken, exceptionally if it must be offered again after all
     * @throws UnavailableException if it must be offered again, since a restart would not know of it yet
     */
    CompletionStage<Void> told(TaskEvent.Exited event) {
        if (contact.isUnknown()) {
            throw new UnavailableException("task " + key + " is not found again yet");
        }
        if (event.execId() != null) {
            return processes
                    .table()
                    .find(event.execId())
                    .map(process -> toldLater(process, event))
                    .orElse(TAKEN);
        }
        if (event.pid() == life.now().pid()) {
            exited(event.exit());
            exit.requireDurable();
        }
        return TAKEN;
    }

    private static CompletionStage<Void> toldLater(LinuxProcess process, TaskEvent.Exited event) {
        CompletableFuture<Void> startOver = process.sources().startOver();
        return startOver.isDone() ? told(process, event) : startOver.thenCompose(over -> told(process, event));
    }

    private static CompletionStage<Void> told(LinuxProcess process, TaskEvent.Exited event) {
        if (process.sources().isStarting() || process.sources().isUndecided()) {
            throw new UnavailableException("process " + process.id() + " is being started");
        }
        if (process.info().pid() != event.pid()) {
            return TAKEN;
        }
        process.sources().exited(event.exit());
        // by another source, perhaps, at this moment
        return process.sources().exitTold();
    }

    /** A phase that held back an exit, or a lost shim, is over. */
    void settle(@Nullable Exit heldBack) {
        afterStart.startIsOver();
        if (heldBack != null) {
            exit.publish(heldBack);
        }
        if (life.now().shimLost()) {
            context.threads().execute(afterShimLoss);
        }
    }
}
