// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.TaskState;
import io.longshore.api.shim.ShimProcessState;
import io.longshore.api.shim.StartNote;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.time.Instant;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a task's first process. */
final class TaskStart {
    private static final Logger LOG = LoggerFactory.getLogger(TaskStart.class);

    private final TaskKey key;
    private final TaskContext context;
    private final TaskContact contact;
    private final TaskRecordFile record;
    private final TaskHistory history;
    private final TaskLife life;
    private final ExitSources sources;

    TaskStart(
            TaskKey key,
            TaskContext context,
            TaskContact contact,
            TaskRecordFile record,
            TaskHistory history,
            TaskLife life,
            ExitSources sources) {
        this.key = key;
        this.context = context;
        this.contact = contact;
        this.record = record;
        this.history = history;
        this.life = life;
        this.sources = sources;
    }

    void start() {
        // if this start is refused, then perhaps since an earlier one has happened
        boolean tried = begin();
        long pid;
        try {
            pid = contact.shim().start(null, context.settings().deadlines().call(), new Attempt(tried));
        } catch (RuntimeException | Error e) {
            OptionalLong earlier = isUndecided(e) ? OptionalLong.empty() : refused(tried);
            if (earlier.isEmpty()) {
                sources.settle(life.startFailed());
                throw e;
            }
            LOG.debug("namespace={} id={}: an earlier start has happened", key.namespace(), key.id(), e);
            pid = earlier.getAsLong();
        }
        finish(pid);
    }

    /** Returns whether it was tried before. */
    private synchronized boolean begin() {
        life.beginStart();
        return record.current().starting();
    }

    private final class Attempt implements StartNote {
        private final boolean triedBefore;

        Attempt(boolean triedBefore) {
            this.triedBefore = triedBefore;
        }

        /** From here on it may run, whoever gets to know of it. */
        @Override
        public void leaves() {
            noteStarting(true);
        }

        @Override
        public void stays() {
            noteStarting(triedBefore);
        }
    }

    /** Returns the pid if an earlier start has happened; empty if not, or if nobody can say, which is noted. */
    private OptionalLong refused(boolean triedBefore) {
        if (triedBefore) {
            try {
                ShimProcessState seen = contact.shim()
                        .state(null, context.settings().deadlines().call());
                if (seen.exit() != null) {
                    // held back until the start is told
                    sources.exited(seen.exit());
                }
                if (seen.exit() != null || seen.state() != TaskState.CREATED) {
                    // a shim may forget the pid of what has ended
                    return OptionalLong.of(
                            seen.pid() != 0 ? seen.pid() : life.now().pid());
                }
            } catch (LongshoreException e) {
                LOG.debug("namespace={} id={}: cannot be asked", key.namespace(), key.id(), e);
                return OptionalLong.empty();
            }
        }
        noteStarting(false);
        return OptionalLong.empty();
    }

    /** No answer is not the answer that it was not started. */
    static boolean isUndecided(Throwable failure) {
        return failure instanceof Error
                || failure instanceof DeadlineExceededException
                || failure instanceof CancelledException
                || failure instanceof UnavailableException;
    }

    /** The shim says that it waits to be started: what was begun before has come to nothing. */
    synchronized void isNotStarted() {
        if (life.now().phase() == TaskPhase.CREATED && record.current().starting()) {
            noteStarting(false);
        }
    }

    private void noteStarting(boolean begun) {
        try {
            record.note(known -> known.starting(begun));
        } catch (LongshoreException e) {
            LOG.warn("namespace={} id={}: that it is being started cannot be noted", key.namespace(), key.id(), e);
        }
    }

    /** The shim says that it runs, which is news if it is an earlier start whose answer came too late. */
    void isStarted(long pid) {
        if (life.resumeStart()) {
            finish(pid);
        }
    }

    private void finish(long pid) {
        Instant at = context.clock().instant();
        try {
            FirstProcess seen = record.current().process().orOf(pid, context.cgroups());
            record.note(known -> known.started(seen, at));
        } catch (LongshoreException e) {
            // a full disk does not stop a process; the shim knows that it was started
            LOG.warn("namespace={} id={}: a restart will ask the shim for this", key.namespace(), key.id(), e);
        }
        try {
            history.tell(Told.STARTED);
        } finally {
            watch(pid, at);
        }
        LOG.info("namespace={} id={} pid={}: started", key.namespace(), key.id(), pid);
    }

    /** It runs, whatever goes wrong from here on. */
    private void watch(long pid, Instant at) {
        try {
            sources.watchPid();
        } finally {
            sources.settle(life.started(pid, at));
        }
    }
}
