// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRecordFileTest {
    private static final Exit EXIT = Exit.exited(3, Instant.parse("2026-11-24T10:00:00Z"));

    @TempDir
    private Path directory;

    @Test
    void changeThatComesAfterTheDeletionDoesNotReachTheRecordOfTheNextTask() throws Exception {
        TaskRecordFile deleted = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory));
        deleted.close();
        TaskRecordFile.create(RuntimeWithFakeShims.intent(directory));
        byte[] next = Files.readAllBytes(directory.resolve(TaskRecordFile.NAME));

        deleted.update(record -> record.exited(EXIT));

        assertThat(Files.readAllBytes(directory.resolve(TaskRecordFile.NAME))).isEqualTo(next);
        assertThat(deleted.current().exit()).isEqualTo(EXIT);
        assertThat(deleted.hasDurableExit()).isFalse();
    }

    @Test
    void changeThatComesWhenTheDirectoryIsGoneFailsNobody() throws Exception {
        TaskRecordFile deleted = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory));
        deleted.close();
        Files.delete(directory.resolve(TaskRecordFile.NAME));

        deleted.update(record -> record.exited(EXIT));

        assertThat(directory).isEmptyDirectory();
    }
}
