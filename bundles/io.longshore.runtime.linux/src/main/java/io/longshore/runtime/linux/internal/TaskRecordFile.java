// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task record on disk, with the copy of it in memory. Thread-safe; reading it never waits for the disk.
 *
 * <p>The end of this process undoes nothing that was {@linkplain #note noted}, and a power failure nothing that was {@linkplain
 * #update updated}. All else is on the device a moment later: with a task that ends sooner it is never needed.
 */
final class TaskRecordFile {
    static final String NAME = "task.properties";

    /** As the journal of events, which after a power failure is to tell of the same tasks, is brought to the device. */
    static final Duration A_MOMENT = Duration.ofMillis(100);

    /** So that most are made by then: until it is, nothing was promised to anyone. */
    static final Duration FOR_A_CREATION = Duration.ofSeconds(1);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(TaskRecordFile.class);

    private final Path file;
    private final AmendedFile disk;
    private final Later later;
    private volatile TaskRecord current;

    /** What a power failure does not undo. */
    private volatile @Nullable TaskRecord durable;

    // guarded by this: null if that is not known
    private @Nullable TaskRecord written;

    // guarded by this: a power failure leaves something at the path
    private boolean onDevice;

    // guarded by this
    private boolean pending;

    // guarded by this: what is at the path from then on may be the record of the id's next task
    private boolean closed;

    private TaskRecordFile(Path workDirectory, TaskRecord current, Later later) {
        this.file = workDirectory.resolve(NAME);
        this.disk = new AmendedFile(file);
        this.later = later;
        this.current = current;
    }

    /**
     * Notes the first record of a task.
     *
     * @param later brings to the device what is only noted
     */
    static TaskRecordFile create(TaskRecord intent, Later later) {
        TaskRecordFile created = new TaskRecordFile(intent.launch().workDirectory(), intent, later);
        created.write(false);
        later.executeLater(created::settleCreation, FOR_A_CREATION);
        return created;
    }

    /** For a record that was read from there. */
    static TaskRecordFile of(TaskRecord record, Later later) {
        return of(record, record.launch().workDirectory(), later);
    }

    /** For a record that was read from another directory than it says. */
    static TaskRecordFile of(TaskRecord record, Path directory, Later later) {
        TaskRecordFile found = new TaskRecordFile(directory, record, later);
        found.written = record;
        found.onDevice = true;
        // whoever wrote an exit may have ended before it was on the device
        found.durable = record.exit() == null ? record : null;
        return found;
    }

    TaskRecord current() {
        return current;
    }

    /** Whether the exit is known, and known after a power failure. */
    boolean hasDurableExit() {
        TaskRecord known = durable;
        return known != null && known.exit() != null;
    }

    /**
     * Changes the record; it is on the device when this returns.
     *
     * @throws UnavailableException if the disk cannot take it; the copy in memory has the change nevertheless
     */
    synchronized void update(UnaryOperator<TaskRecord> change) {
        current = change.apply(current);
        write(true);
    }

    /** As {@link #update}, but a power failure in the next moment may undo the change. */
    synchronized void note(UnaryOperator<TaskRecord> change) {
        current = change.apply(current);
        write(false);
        soon();
    }

    /** As {@link #note}, but so may the end of this process. What the disk cannot take is not said here. */
    synchronized void remember(UnaryOperator<TaskRecord> change) {
        current = change.apply(current);
        soon();
    }

    /** The task is deleted: changes that come late are not written. Waits for one under way. */
    synchronized void close() {
        closed = true;
    }

    private synchronized void soon() {
        if (!pending && !closed) {
            pending = true;
            later.executeLater(this::settle, A_MOMENT);
        }
    }

    private synchronized void settleCreation() {
        if (durable == null) {
            settle();
        }
    }

    /** Brings to the device now what would be in a moment; what it cannot take is logged. */
    synchronized void settle() {
        pending = false;
        try {
            write(true);
        } catch (UnavailableException e) {
            LOG.warn("what is known of a task cannot be written down; that is tried again", e);
            pending = true;
            later.executeLater(this::settle, AFTER_A_FAILURE);
        }
    }

    private synchronized void write(boolean sync) {
        TaskRecord record = current;
        // several sources tell an exit, some at the same time
        if (closed || (record.equals(written) && (!sync || record.equals(durable)))) {
            return;
        }
        boolean synced = sync;
        try {
            if (record.equals(written)) {
                disk.sync();
            } else if (!isAmended(record, sync)) {
                // what is on the device is not put at risk by what may not be when the power fails
                synced |= onDevice;
                disk.replace(size -> TaskRecordText.format(record, size), synced);
            }
        } catch (IOException e) {
            written = null;
            throw new UnavailableException("cannot write " + file, e);
        }
        written = record;
        if (synced) {
            durable = record;
            onDevice = true;
        }
    }

    private synchronized boolean isAmended(TaskRecord record, boolean sync) throws IOException {
        TaskRecord before = written;
        // what its cgroup is takes more than a sector
        if (before == null || disk.size() == 0 || !before.process().equals(record.process())) {
            return false;
        }
        Optional<byte[]> changes = TaskRecordText.changes(before, record, disk.size());
        return changes.isPresent() && disk.amend(changes.get(), sync);
    }
}
