// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ExecId;
import io.longshore.api.LongshoreException;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.ProcessTrace.Told;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what happens to an added process, each event once, in order, and notes it in its trace. What was published by an
 * earlier run that ended before the note is in the journal, which is asked for nothing else: it does not reach back for ever.
 * Thread-safe.
 */
final class ProcessHistory {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessHistory.class);

    private final EventExchange events;
    private final TaskKey key;
    private final ExecId id;
    private final ProcessFiles files;

    /** A trace of an earlier version does not say what was told, and the journal has forgotten. */
    private final boolean forgotten;

    // guarded by this
    private ProcessTrace trace;
    private @Nullable ProcessJournal journal;
    private boolean closed;

    private ProcessHistory(
            EventExchange events,
            TaskKey key,
            ExecId id,
            ProcessFiles files,
            ProcessTrace trace,
            @Nullable ProcessJournal journal) {
        this.events = events;
        this.key = key;
        this.id = id;
        this.files = files;
        this.trace = trace;
        this.journal = journal;
        this.forgotten = trace.told() == Told.UNKNOWN && trace.since() < events.firstSequence() - 1;
    }

    /** Of a process that is being added now. */
    static ProcessHistory begin(
            EventExchange events, TaskKey key, ExecId id, ProcessFiles files, ProcessTrace reserved) {
        return new ProcessHistory(events, key, id, files, reserved, null);
    }

    /** Of a process of an earlier run, that may have told more than it could note. */
    static ProcessHistory resume(
            EventExchange events,
            TaskKey key,
            ExecId id,
            ProcessFiles files,
            ProcessTrace trace,
            ProcessJournal journal) {
        return new ProcessHistory(events, key, id, files, trace, journal);
    }

    /** From here on nothing was told by an earlier run that is not noted. */
    synchronized void caughtUp() {
        journal = null;
    }

    /** It is deleted: another process of its id has the trace. Waits for what is being told. */
    synchronized void close() {
        closed = true;
    }

    /** Nothing is left to be told. */
    synchronized boolean isOver() {
        return trace.told() == Told.EXITED;
    }

    /** It was told that it runs, and not that it has ended. */
    synchronized boolean runsAsFarAsWasTold() {
        return !isOver() && wasTold(Told.STARTED) && find(Told.EXITED).isEmpty();
    }

    /** That was told when it was started; 0 if it was not, or that is not known any more. */
    synchronized long pid() {
        return trace.pid() != 0
                ? trace.pid()
                : find(Told.STARTED).map(ProcessHistory::pid).orElse(0L);
    }

    private boolean wasTold(Told what) {
        return trace.told().compareTo(what) >= 0 || find(what).isPresent() || (forgotten && what != Told.EXITED);
    }

    /** @throws LongshoreException if it cannot be published */
    synchronized void added() {
        tell(Told.ADDED, new TaskEvent.ExecAdded(key.namespace(), key.id(), id), 0);
    }

    /** @throws LongshoreException if it cannot be published; what was is noted, and the rest can be told later */
    synchronized void started(long pid) {
        added();
        tell(Told.STARTED, new TaskEvent.ExecStarted(key.namespace(), key.id(), id, pid), pid);
    }

    /**
     * @param seen its pid, unless another one was told when it was started: its shim may have forgotten it. 0 of one that could
     *     not be started, of which nothing is told, unless it was told that it runs
     * @throws LongshoreException if it cannot be published; what was is noted, and the rest can be told later
     */
    synchronized void exited(long seen, Exit exit) {
        if (seen == 0 && !wasTold(Told.STARTED)) {
            endedUntold();
            return;
        }
        started(seen);
        long pid = trace.pid() != 0 ? trace.pid() : seen;
        tell(Told.EXITED, new TaskEvent.Exited(key.namespace(), key.id(), id, pid, exit), pid);
    }

    /** It has ended without ever having been started, which is nobody's exit. */
    synchronized void endedUntold() {
        if (isOver()) {
            return;
        }
        note(new ProcessTrace(Told.EXITED, trace.since(), trace.pid()));
    }

    private void tell(Told what, TaskEvent event, long pid) {
        if (trace.told().compareTo(what) >= 0) {
            return;
        }
        Optional<EventRecord> known = find(what);
        if (known.isPresent()) {
            note(new ProcessTrace(what, known.get().sequence(), Math.max(trace.pid(), pid(known.get()))));
        } else if (wasTold(what)) {
            // the events that follow may be in the journal still
            note(new ProcessTrace(what, trace.since(), pid));
        } else {
            note(new ProcessTrace(what, events.publish(event), pid));
        }
    }

    private Optional<EventRecord> find(Told what) {
        return journal == null
                ? Optional.empty()
                : journal.of(id, trace.since()).stream()
                        .filter(record -> told(record) == what)
                        .findFirst();
    }

    private static Told told(EventRecord record) {
        if (record.event() instanceof TaskEvent.ExecAdded) {
            return Told.ADDED;
        }
        return record.event() instanceof TaskEvent.ExecStarted ? Told.STARTED : Told.EXITED;
    }

    private static long pid(EventRecord record) {
        return record.event() instanceof TaskEvent.ExecStarted started ? started.pid() : 0;
    }

    private void note(ProcessTrace now) {
        trace = now;
        if (closed) {
            return;
        }
        try {
            files.note(id, now);
        } catch (LongshoreException e) {
            LOG.warn(
                    "namespace={} id={} exec={}: a restart will look in the journal", key.namespace(), key.id(), id, e);
        }
    }
}
