// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.ContainerId;
import io.longshore.api.LongshoreException;
import io.longshore.api.Namespace;
import io.longshore.api.events.EventExchange;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.runtime.linux.internal.TaskRecord.Told;
import java.util.function.BooleanSupplier;

/**
 * Publishes what a task's record tells of, each event once, in order. An event is in the record first, then published, then
 * noted as told; where an earlier process may have ended before the note, the journal knows. Thread-safe.
 */
final class TaskHistory {
    private final EventExchange events;
    private final TaskRecordFile record;

    /** What was recorded by an earlier process, and may have been told by it, up to this event. */
    private final Told perhapsTold;

    /** It is told to go on, and that is not answered yet. Guarded by this. */
    private boolean resuming;

    /** An earlier process may have told of a pause, or of its end, what it could not note. Guarded by this. */
    private boolean pauseInDoubt;

    private TaskHistory(EventExchange events, TaskRecordFile record, Told perhapsTold) {
        this.events = events;
        this.record = record;
        this.perhapsTold = perhapsTold;
        this.pauseInDoubt = perhapsTold != Told.NOTHING;
    }

    /** Of a task that this process has made. */
    static TaskHistory begin(EventExchange events, TaskRecordFile record) {
        return new TaskHistory(events, record, Told.NOTHING);
    }

    /** Of a task of an earlier run, that may have told more than it could note. */
    static TaskHistory resume(EventExchange events, TaskRecordFile record) {
        TaskRecord found = record.current();
        Told recorded = found.exit() != null
                ? Told.EXITED
                : found.startedAt() != null || found.starting() ? Told.STARTED : Told.CREATED;
        return new TaskHistory(events, record, recorded);
    }

    /**
     * Publishes what is recorded and was not told yet.
     *
     * @param last nothing after this one
     * @throws LongshoreException if it cannot be published; what was is noted, and the rest can be told later
     */
    synchronized void tell(Told last) {
        TaskRecord known = record.current();
        tell(Told.CREATED, last, created(known));
        if (known.wasStarted()) {
            tell(Told.STARTED, last, new TaskEvent.Started(namespace(), id(), known.pid()));
        }
        Exit exit = known.exit();
        if (exit != null && last == Told.EXITED) {
            if (resuming && !isExitTold()) {
                // it has ended by this, or else has not been frozen any more
                pause(false, () -> true);
            }
            tell(Told.EXITED, last, new TaskEvent.Exited(namespace(), id(), null, known.pid(), exit));
        }
    }

    /**
     * Publishes that it is paused, or goes on, unless that is what was told last; in the order of the decisions, and before the
     * exit if that is to come.
     *
     * @param decision whether it is so now; if not, nothing is told
     * @return the decision
     * @throws LongshoreException if it cannot be published; it is when the same is decided the next time
     */
    synchronized boolean pause(boolean paused, BooleanSupplier decision) {
        boolean told = wasToldAsPaused(paused);
        if (!decision.getAsBoolean()) {
            return false;
        }
        if (told != paused) {
            events.publish(paused ? new TaskEvent.Paused(namespace(), id()) : new TaskEvent.Resumed(namespace(), id()));
        }
        pauseInDoubt = false;
        if (record.current().paused() != paused) {
            // should this process end before that is on disk, the next one looks in the journal
            record.remember(known -> known.paused(paused));
        }
        return true;
    }

    /** @param decision that it is made to go on; it throws if it is not */
    synchronized void beginResume(Runnable decision) {
        decision.run();
        resuming = true;
    }

    /**
     * What was begun is over. An exit that comes in between is told after it.
     *
     * @param decision that it goes on, or that it does not
     * @return whether its exit has told that it went on
     * @throws LongshoreException as {@link #pause}
     */
    synchronized boolean endResume(boolean resumed, Runnable decision) {
        resuming = false;
        decision.run();
        if (resumed && !isExitTold()) {
            pause(false, () -> true);
        }
        return isExitTold() && !record.current().paused();
    }

    private boolean isExitTold() {
        return record.current().told() == Told.EXITED;
    }

    private boolean wasToldAsPaused(boolean paused) {
        boolean noted = record.current().paused();
        if (noted == paused || !pauseInDoubt) {
            return noted;
        }
        return new JournalSearch(events)
                .last(since(), this::isOfPause)
                .map(TaskEvent.Paused.class::isInstance)
                .orElse(noted);
    }

    private boolean isOfPause(TaskEvent event) {
        return (event instanceof TaskEvent.Paused || event instanceof TaskEvent.Resumed)
                && event.namespace().equals(namespace())
                && event.containerId().equals(id());
    }

    /** Publishes what is no part of the record, with who does that, before the exit if that is to come. */
    synchronized void beforeExit(Runnable telling) {
        telling.run();
    }

    /** The task is gone, and only whether that was told is open. */
    void deletedEarlier(Exit exit) {
        new JournalSearch(events).publishUnlessDone(deletion(exit), since());
    }

    /** The task is gone. */
    void deleted(Exit exit) {
        events.publish(deletion(exit));
    }

    private TaskEvent.Deleted deletion(Exit exit) {
        return new TaskEvent.Deleted(namespace(), id(), record.current().pid(), exit);
    }

    private void tell(Told what, Told last, TaskEvent event) {
        if (what.compareTo(last) > 0 || record.current().told().compareTo(what) >= 0) {
            return;
        }
        if (what.compareTo(perhapsTold) <= 0) {
            new JournalSearch(events).publishUnlessDone(event, since());
        } else {
            events.publish(event);
        }
        // should this process end before that is on disk, the next one looks in the journal
        record.remember(known -> known.told(what));
    }

    private static TaskEvent created(TaskRecord record) {
        return new TaskEvent.Created(
                record.launch().namespace(),
                record.launch().id(),
                record.launch().bundle().toString(),
                record.rootfs(),
                record.stdio(),
                record.checkpoint(),
                record.pid());
    }

    private Namespace namespace() {
        return record.current().launch().namespace();
    }

    private ContainerId id() {
        return record.current().launch().id();
    }

    private long since() {
        return record.current().since();
    }
}
