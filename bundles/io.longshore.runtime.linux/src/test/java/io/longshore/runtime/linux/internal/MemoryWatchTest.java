// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.UnavailableException;
import io.longshore.api.events.TaskEvent;
import io.longshore.runtime.linux.internal.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R16 and R21, on recorded figures. */
class MemoryWatchTest {
    private static final TaskKey KEY = new TaskKey(RuntimeWithFakeShims.NS, RuntimeWithFakeShims.ID);

    @TempDir
    Path top;

    private Path directory;

    private final RecordingExchange events = new RecordingExchange();
    private final List<Runnable> later = new ArrayList<>();
    private TaskRecordFile record;

    @BeforeEach
    void open() throws Exception {
        directory = Files.createDirectories(top.resolve("ns/web"));
        counted(0);
        record = TaskRecordFile.of(
                RuntimeWithFakeShims.intent(directory)
                        .created(
                                new FirstProcess(42, 0, new Cgroup(Map.of("memory", directory))),
                                RuntimeWithFakeShims.NOW),
                (task, delay) -> {});
    }

    private void counted(long count) throws Exception {
        Files.writeString(
                directory.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill " + count + "\n");
    }

    private MemoryWatch begun() {
        MemoryWatch watch = new MemoryWatch(
                KEY,
                events,
                (task, delay) -> later.add(task),
                record,
                new MemoryKills(record),
                new AfterStart(KEY, new TaskLife("task", TaskMoment.CREATED), (task, delay) -> later.add(task)));
        watch.begin();
        return watch;
    }

    /** What is in memory is gone. */
    private void restart() throws Exception {
        record = TaskRecordFile.of(
                TaskRecordText.parse(Files.readAllBytes(directory.resolve(TaskRecordFile.NAME))), (task, delay) -> {});
    }

    private void toldTimes(int times) {
        assertThat(events.topics()).hasSize(times).containsOnly("/tasks/oom");
    }

    @Test
    void severalNotificationsOfOneKillAreToldOnce() throws Exception {
        MemoryWatch watch = begun();

        watch.happened();
        watch.happened();
        counted(1);
        watch.end(new MemoryKills(record).count());

        toldTimes(1);
    }

    @Test
    void everyKillIsTold() throws Exception {
        MemoryWatch watch = begun();

        watch.happened();
        counted(1);
        watch.happened();
        counted(2);
        watch.end(new MemoryKills(record).count());

        toldTimes(2);
    }

    @Test
    void killWhoseNotificationComesAfterTheExitIsToldBeforeIt() throws Exception {
        MemoryWatch watch = begun();
        counted(1);

        watch.end(new MemoryKills(record).count());
        watch.happened();

        toldTimes(1);
    }

    @Test
    void killWhileNobodyWatchedIsToldOnceHoweverOftenItIsBegun() throws Exception {
        counted(1);

        begun();
        begun();

        toldTimes(1);
    }

    @Test
    void severalKillsWhileNobodyWatchedAreToldOnceHoweverOftenItIsBegun() throws Exception {
        counted(3);

        begun();
        restart();
        begun();
        restart();
        begun();

        toldTimes(1);
    }

    @Test
    void killsOfOneBurstAreNotToldAgainAfterARestart() throws Exception {
        MemoryWatch watch = begun();
        watch.happened();
        counted(5);
        watch.end(new MemoryKills(record).count());
        toldTimes(2);

        restart();
        begun();

        toldTimes(2);
    }

    @Test
    void killThatWasAnnouncedIsNotToldAgainWhenItIsCountedAfterARestart() throws Exception {
        begun().happened();
        restart();
        MemoryWatch watch = begun();
        counted(1);

        watch.end(new MemoryKills(record).count());

        toldTimes(1);
    }

    @Test
    void nothingIsToldAgainWhenTheJournalHasForgotten() throws Exception {
        counted(3);
        begun();
        events.rotate();
        restart();

        begun();

        toldTimes(1);
    }

    @Test
    void newKillsWhileNobodyWatchedAreTold() throws Exception {
        counted(3);
        begun();
        restart();
        counted(4);

        begun();

        toldTimes(2);
    }

    /** The earlier run died before it could publish what it had noted, or before it could note that it had. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsNotCertainIsInTheJournalOrIsTold(boolean published) throws Exception {
        events.publish(new TaskEvent.OutOfMemory(KEY.namespace(), KEY.id()));
        counted(3);
        record.note(known -> known.memoryTold(new MemoryTold(3, events.lastSequence())));
        if (published) {
            events.publish(new TaskEvent.OutOfMemory(KEY.namespace(), KEY.id()));
        }
        restart();

        begun();
        restart();
        begun();

        toldTimes(2);
    }

    /** Its journal has fewer events than there were kills. */
    @Test
    void killsOfATaskOfAnEarlierVersionAreNotToldAgain() throws Exception {
        counted(3);
        events.publish(new TaskEvent.OutOfMemory(KEY.namespace(), KEY.id()));

        begun();
        restart();
        events.rotate();
        begun();

        toldTimes(1);
    }

    @Test
    void whatCannotBePublishedIsPublishedLater() throws Exception {
        MemoryWatch watch = begun();
        counted(1);
        events.before(event -> {
            throw new UnavailableException("closed");
        });
        watch.end(new MemoryKills(record).count());
        assertThat(events.topics()).isEmpty();

        events.before(event -> {});
        assertThat(later).hasSize(1);
        later.get(0).run();

        toldTimes(1);
    }
}
