// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.LongshoreException;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.Shim;
import io.longshore.api.shim.ShimProcessState;
import java.time.Duration;

/** What one task consists of, each part doing one thing of its life; and how what the shim says is spread among them. */
final class TaskParts {
    /** Connecting, its state, and those of its processes. */
    private static final int CALLS_OF_A_REFRESH = 3;

    private final TaskKey key;
    private final TaskContext context;
    private final OciBundle bundle;
    private final TaskRecordFile record;
    private final TaskHistory history;
    private final TaskLife life;
    private final TaskContact contact;
    private final MemoryKills kills;
    private final AfterStart afterStart;
    private final TaskProcesses processes;
    private final TaskExit exit;
    private final ExitSources sources;
    private final TaskStart start;
    private final TaskControl control;
    private final TaskRemoval removal;

    TaskParts(
            TaskContext context,
            OciBundle bundle,
            TaskRecordFile record,
            TaskHistory history,
            Shim shim,
            TaskMoment moment) {
        this.key = record.current().key();
        this.context = context;
        this.bundle = bundle;
        this.record = record;
        this.history = history;
        String name = "task " + key;
        life = new TaskLife(name, moment);
        contact = new TaskContact(key, context.kinds(), shim);
        kills = new MemoryKills(record);
        EndedMeanwhile meanwhile = new EndedMeanwhile(life, this::isGone);
        processes = new TaskProcesses(
                key,
                context,
                contact,
                record,
                history,
                kills,
                new ProcessTable(key, bundle.workDirectory(), context.threads()::executeForOthers),
                meanwhile);
        exit = new TaskExit(key, context, record, history, life, processes);
        removal = new TaskRemoval(this);
        afterStart = new AfterStart(key, life, context.threads());
        sources = new ExitSources(
                key, context, record, kills, afterStart, contact, life, processes, exit, removal::afterShimLoss);
        start = new TaskStart(key, context, contact, record, history, life, sources);
        control = new TaskControl(key, context, contact, record, history, life, kills, meanwhile);
    }

    /** The kernel knows before the shim does, and that before it is told here. */
    private boolean isGone() {
        return record.current().process().hasEnded() || EndedMeanwhile.isToldBy(contact.shim(), null);
    }

    /**
     * Asks the shim, and corrects what is known.
     *
     * @throws io.longshore.api.NotFoundException if shim or container are certainly gone, or the task was deleted
     * @throws io.longshore.api.LongshoreException if it cannot be asked
     */
    void refresh(Duration timeout) {
        ShimProcessState seen = contact.asking().get(() -> askOrSay(timeout), timeout.multipliedBy(CALLS_OF_A_REFRESH));
        if (seen.exit() != null) {
            sources.exited(seen.exit());
        } else if (seen.state() == TaskState.CREATED) {
            start.isNotStarted();
        } else if (seen.state() == TaskState.RUNNING) {
            start.isStarted(seen.pid());
        }
        TaskMoment now = life.now();
        if (now.exit() != null && now.phase() == TaskPhase.STOPPED) {
            // of an earlier run, which could not tell it
            exit.publish(now.exit());
        }
    }

    /** The reason is noted here, where nobody else can have found out better meanwhile. */
    private ShimProcessState askOrSay(Duration timeout) {
        try {
            return ask(timeout);
        } catch (LongshoreException e) {
            contact.stillUnknown(e);
            throw e;
        }
    }

    private ShimProcessState ask(Duration timeout) {
        life.requireExistence();
        if (contact.connect(record.current(), timeout)) {
            sources.watchShim();
        }
        boolean unknown = contact.isUnknown();
        long killed = unknown ? kills.count() : 0;
        TaskMoment asked = life.now();
        ShimProcessState seen = contact.shim().state(null, timeout);
        if (unknown && seen.exit() == null) {
            kills.noteRunning(killed);
        }
        // before the task's own exit can be told, so that theirs come first
        if (unknown) {
            processes.earlier().restore(contact.shim(), timeout);
        }
        processes.correct(contact.shim(), timeout);
        control.corrected(asked, seen);
        contact.known();
        sources.watchProcess();
        return seen;
    }

    /** Whoever has found it meanwhile finds it gone, and does not wait for what will not come. */
    void creationFailed() {
        life.deleted();
        exit.willNotCome();
        afterStart.startIsOver();
    }

    TaskKey key() {
        return key;
    }

    TaskContext context() {
        return context;
    }

    OciBundle bundle() {
        return bundle;
    }

    TaskRecordFile record() {
        return record;
    }

    TaskHistory history() {
        return history;
    }

    TaskLife life() {
        return life;
    }

    TaskContact contact() {
        return contact;
    }

    MemoryKills kills() {
        return kills;
    }

    AfterStart afterStart() {
        return afterStart;
    }

    TaskProcesses processes() {
        return processes;
    }

    TaskExit exit() {
        return exit;
    }

    ExitSources sources() {
        return sources;
    }

    TaskStart start() {
        return start;
    }

    TaskControl control() {
        return control;
    }

    TaskRemoval removal() {
        return removal;
    }
}
