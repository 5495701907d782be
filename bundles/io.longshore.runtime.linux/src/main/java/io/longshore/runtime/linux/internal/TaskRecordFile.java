// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The task record on disk, with the copy of it in memory. Thread-safe; reading it never waits for the disk. */
final class TaskRecordFile {
    static final String NAME = "task.properties";

    private final Path file;
    private volatile TaskRecord current;

    /** What a power failure does not undo. */
    private volatile @Nullable TaskRecord durable;

    /** What is at the path from then on may be the record of the id's next task. */
    private boolean closed;

    private TaskRecordFile(Path workDirectory, TaskRecord current) {
        this.file = workDirectory.resolve(NAME);
        this.current = current;
    }

    /** Writes the first record of a task. */
    static TaskRecordFile create(TaskRecord intent) {
        TaskRecordFile created = new TaskRecordFile(intent.launch().workDirectory(), intent);
        created.update(record -> record);
        return created;
    }

    /** For a record that was read from there. */
    static TaskRecordFile of(TaskRecord record) {
        return of(record, record.launch().workDirectory());
    }

    /** For a record that was read from another directory than it says. */
    static TaskRecordFile of(TaskRecord record, Path directory) {
        TaskRecordFile found = new TaskRecordFile(directory, record);
        found.durable = record;
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
     * Changes the record; it is on disk when this returns.
     *
     * @throws UnavailableException if the disk cannot take it; the copy in memory has the change nevertheless
     */
    void update(UnaryOperator<TaskRecord> change) {
        change(change, true);
    }

    /** As {@link #update}, but a power failure may undo the change, which leaves no task to tell of anyway. */
    void note(UnaryOperator<TaskRecord> change) {
        change(change, false);
    }

    /** The task is deleted: changes that come late are not written. Waits for one under way. */
    synchronized void close() {
        closed = true;
    }

    private synchronized void change(UnaryOperator<TaskRecord> change, boolean sync) {
        current = change.apply(current);
        if (closed) {
            return;
        }
        try {
            Durably.write(file, TaskRecordText.format(current), sync);
            if (sync) {
                durable = current;
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file, e);
        }
    }
}
