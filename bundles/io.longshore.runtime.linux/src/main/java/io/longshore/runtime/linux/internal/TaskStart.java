// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.CancelledException;
import io.longshore.api.DeadlineExceededException;
import io.longshore.api.LongshoreException;
import io.longshore.api.UnavailableException;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.time.Instant;
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
        begin();
        long pid;
        try {
            pid = contact.shim().start(null, context.settings().deadlines().call());
        } catch (RuntimeException e) {
            if (!isUndecided(e)) {
                noteStarting(false);
            }
            sources.settle(life.startFailed());
            throw e;
        }
        finish(pid);
    }

    /** From here on it may run, whoever gets to know of it. */
    private synchronized void begin() {
        life.beginStart();
        noteStarting(true);
    }

    /** No answer is not the answer that it was not started. */
    static boolean isUndecided(RuntimeException failure) {
        return failure instanceof DeadlineExceededException
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

    /** The shim says that it runs. Returns whether that is news: an earlier start whose answer came too late. */
    boolean isLate(long pid) {
        if (!life.resumeStart()) {
            return false;
        }
        finish(pid);
        return true;
    }

    private void finish(long pid) {
        Instant at = context.clock().instant();
        try {
            FirstProcess seen = record.current().process().orOf(pid, context.cgroups());
            record.update(known -> known.started(seen, at));
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
