// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import io.longshore.api.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The task record on disk, with the copy of it in memory. Thread-safe; a change is on disk when the method returns. */
final class TaskRecordFile {
    static final String NAME = "task.properties";

    private final Path file;
    private TaskRecord current;

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
        return new TaskRecordFile(record.launch().workDirectory(), record);
    }

    synchronized TaskRecord current() {
        return current;
    }

    /** @throws UnavailableException if the disk cannot take it; the copy in memory has the change nevertheless */
    synchronized void update(UnaryOperator<TaskRecord> change) {
        current = change.apply(current);
        try {
            Durably.write(file, TaskRecordText.format(current));
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file, e);
        }
    }
}
