// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.runtime.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRecordFileTest {
    private static final Exit EXIT = Exit.exited(3, Instant.parse("2026-11-24T10:00:00Z"));

    private static final Later LATER = (task, delay) -> {};

    @TempDir
    private Path top;

    private Path directory;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectories(top.resolve("ns/web"));
    }

    @Test
    void changeThatComesAfterTheDeletionDoesNotReachTheRecordOfTheNextTask() throws Exception {
        TaskRecordFile deleted = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        deleted.close();
        TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        byte[] next = Files.readAllBytes(directory.resolve(TaskRecordFile.NAME));

        deleted.update(record -> record.exited(EXIT));

        assertThat(Files.readAllBytes(directory.resolve(TaskRecordFile.NAME))).isEqualTo(next);
        assertThat(deleted.current().exit()).isEqualTo(EXIT);
        assertThat(deleted.hasDurableExit()).isFalse();
    }

    @Test
    void changeThatComesWhenTheDirectoryIsGoneFailsNobody() throws Exception {
        TaskRecordFile deleted = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        deleted.close();
        Files.delete(directory.resolve(TaskRecordFile.NAME));

        deleted.update(record -> record.exited(EXIT));

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsNotedIsWrittenAtOnceAndOnTheDeviceAfterAMoment() throws Exception {
        List<Runnable> later = new ArrayList<>();
        TaskRecordFile record =
                TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), (task, delay) -> later.add(task));

        record.note(known -> known.exited(EXIT));

        assertThat(onDisk().exit()).isEqualTo(EXIT);
        assertThat(record.hasDurableExit()).isFalse();
        assertThat(later).hasSize(1);
        later.get(0).run();
        assertThat(record.hasDurableExit()).isTrue();
    }

    @Test
    void whatIsRememberedIsWrittenWithTheNextChangeOrAfterAMoment() throws Exception {
        List<Runnable> later = new ArrayList<>();
        TaskRecordFile record =
                TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), (task, delay) -> later.add(task));

        record.remember(known -> known.told(TaskRecord.Told.CREATED));
        assertThat(onDisk().told()).isEqualTo(TaskRecord.Told.NOTHING);
        record.note(known -> known.starting(true));
        assertThat(onDisk().told()).isEqualTo(TaskRecord.Told.CREATED);
        record.remember(known -> known.told(TaskRecord.Told.STARTED));
        later.get(0).run();

        assertThat(onDisk().told()).isEqualTo(TaskRecord.Told.STARTED);
        record.remember(known -> known.told(TaskRecord.Told.EXITED));
        assertThat(later).as("the first was done").hasSize(2);
    }

    @Test
    void nothingIsWrittenLateOfATaskThatIsDeleted() throws Exception {
        List<Runnable> later = new ArrayList<>();
        TaskRecordFile record =
                TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), (task, delay) -> later.add(task));
        record.close();
        Files.delete(directory.resolve(TaskRecordFile.NAME));

        later.get(0).run();

        assertThat(directory).isEmptyDirectory();
    }

    private TaskRecord onDisk() throws IOException {
        return TaskRecordText.parse(Files.readAllBytes(directory.resolve(TaskRecordFile.NAME)));
    }
}
