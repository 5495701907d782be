// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.UnavailableException;
import io.longshore.api.runtime.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        later.clear();

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
        later.clear();

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

    @Test
    void anIntentIsOnTheDeviceLaterThanWhatIsNotedOfATaskUnlessThatWasBefore() throws Exception {
        List<Runnable> later = new ArrayList<>();
        List<Duration> delays = new ArrayList<>();
        TaskRecordFile record = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), (task, delay) -> {
            later.add(task);
            delays.add(delay);
        });

        record.note(known -> known.created(FirstProcess.NONE, EXIT.at()));

        assertThat(delays).containsExactly(TaskRecordFile.FOR_A_CREATION, TaskRecordFile.A_MOMENT);
        later.get(1).run();
        record.note(known -> known.exited(EXIT));
        later.get(0).run();
        assertThat(record.hasDurableExit())
                .as("it is left to what is due for it")
                .isFalse();
    }

    @Test
    void intentIsOnTheDeviceAfterAWhile() throws Exception {
        List<Runnable> later = new ArrayList<>();
        TaskRecordFile record = TaskRecordFile.create(
                RuntimeWithFakeShims.intent(directory).exited(EXIT), (task, delay) -> later.add(task));

        later.get(0).run();

        assertThat(record.hasDurableExit()).isTrue();
    }

    @Test
    void whatChangesIsAddedToTheFile() throws Exception {
        TaskRecordFile record = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        Object before = inode();

        record.note(known -> known.starting(true));
        record.note(known -> known.started(FirstProcess.NONE, EXIT.at()));
        record.update(known -> known.exited(EXIT));
        record.update(known -> known.told(TaskRecord.Told.EXITED));
        record.update(known -> known.memoryTold(new MemoryTold(3, MemoryTold.CERTAIN)));

        assertThat(inode()).isEqualTo(before);
        assertThat(onDisk()).isEqualTo(record.current());
        assertThat(record.hasDurableExit()).isTrue();
    }

    @Test
    void whatIsToBeEscapedIsAddedToo() throws Exception {
        TaskRecordFile record = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        Object before = inode();

        record.update(known -> known.exited(new Exit(1, EXIT.at(), Exit.Cause.EXITED, " a=b\n#\\ü")));

        assertThat(inode()).isEqualTo(before);
        assertThat(onDisk()).isEqualTo(record.current());
    }

    @Test
    void whatDoesNotFitOrTakesSomethingAwayIsWrittenWhole() throws Exception {
        TaskRecordFile record = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        Object before = inode();

        record.update(known -> known.exited(new Exit(1, EXIT.at(), Exit.Cause.EXITED, "x".repeat(5000))));
        Object exited = inode();
        assertThat(exited).isNotEqualTo(before);
        assertThat(onDisk()).isEqualTo(record.current());

        record.note(TaskRecord::takenBack);
        assertThat(inode()).isNotEqualTo(exited);
        assertThat(onDisk()).isEqualTo(record.current());
    }

    /** Whoever wrote it may have been killed before it was on the device. */
    @Test
    void anExitThatWasReadIsOnTheDeviceOnceItWasUpdated() throws Exception {
        TaskRecordFile.create(RuntimeWithFakeShims.intent(directory).exited(EXIT), LATER);
        TaskRecordFile record = TaskRecordFile.of(onDisk(), LATER);
        Object before = inode();
        assertThat(record.hasDurableExit()).isFalse();

        record.update(known -> known.exited(EXIT));

        assertThat(record.hasDurableExit()).isTrue();
        assertThat(inode()).as("the device has the same file").isEqualTo(before);
    }

    @Test
    void changeThatWasNotedAndIsTakenBackIsTakenBackOnDisk() throws Exception {
        TaskRecordFile record = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        record.settle();
        TaskRecord before = record.current();
        record.note(known -> known.starting(true));

        record.update(known -> before);

        assertThat(onDisk()).isEqualTo(before);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenWholeTheNextTime() throws Exception {
        TaskRecordFile record = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        record.settle();
        TaskRecord before = record.current();
        Path elsewhere = directory.resolveSibling("elsewhere");
        Files.move(directory, elsewhere);
        assertThatThrownBy(() -> record.update(known -> known.starting(true))).isInstanceOf(UnavailableException.class);
        Files.move(elsewhere, directory);
        Object inode = inode();

        record.update(known -> before);

        assertThat(onDisk()).isEqualTo(before);
        assertThat(inode()).as("nobody knows what there was").isNotEqualTo(inode);
    }

    @Test
    void recordThatWasReadIsWrittenWholeOnceAndThenAddedTo() throws Exception {
        TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        TaskRecordFile record = TaskRecordFile.of(onDisk(), LATER);

        record.update(known -> known.starting(true));
        Object whole = inode();
        record.update(known -> known.exited(EXIT));

        assertThat(inode()).isEqualTo(whole);
        assertThat(onDisk()).isEqualTo(record.current());
    }

    @Test
    void noFlippedBitAndNoTornEndOfWhatWasAddedIsTakenForAnotherRecord() throws Exception {
        TaskRecordFile record = TaskRecordFile.create(RuntimeWithFakeShims.intent(directory), LATER);
        int begin = written(record).end();
        record.update(known -> known.exited(EXIT));
        WrittenRecord intact = written(record);
        int end = intact.end();

        assertThat(end - begin).isGreaterThan(80);
        assertThat(intact.refusedWithAFlippedBit(begin, end)).isGreaterThan(5 * (end - begin));
        intact.requireThatEveryTornEndIsRefused();
    }

    private WrittenRecord written(TaskRecordFile record) throws IOException {
        return WrittenRecord.of(directory.resolve(TaskRecordFile.NAME), record.current());
    }

    private Object inode() throws IOException {
        return Files.getAttribute(directory.resolve(TaskRecordFile.NAME), "unix:ino");
    }

    private TaskRecord onDisk() throws IOException {
        return TaskRecordText.parse(Files.readAllBytes(directory.resolve(TaskRecordFile.NAME)));
    }
}
