// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessHistoryTest {
    private static final TaskKey KEY = new TaskKey(RuntimeWithFakeShims.NS, RuntimeWithFakeShims.ID);
    private static final ExecId ONE = new ExecId("one");
    private static final Exit EXIT = Exit.exited(3, RuntimeWithFakeShims.NOW);

    @TempDir
    private Path directory;

    private final RecordingExchange events = new RecordingExchange();

    private void trace(String text) throws Exception {
        Files.writeString(directory.resolve("exec.one"), text);
    }

    private String trace() throws Exception {
        return Files.readString(directory.resolve("exec.one"));
    }

    /** As another run finds it. */
    private ProcessHistory found() {
        ProcessTable table = new ProcessTable(KEY, directory, Runnable::run);
        ProcessTrace trace = table.traces().get(ONE);
        ProcessJournal journal = new ProcessJournal(events, KEY, trace.since());
        return ProcessHistory.resume(events, KEY, ONE, table.files(), trace, journal);
    }

    private void tellAdded(ExecId id) {
        events.publish(new TaskEvent.ExecAdded(KEY.namespace(), KEY.id(), id));
    }

    private void tellStarted(ExecId id, long pid) {
        events.publish(new TaskEvent.ExecStarted(KEY.namespace(), KEY.id(), id, pid));
    }

    private void tellExited(ExecId id, long pid) {
        events.publish(new TaskEvent.Exited(KEY.namespace(), KEY.id(), id, pid, EXIT));
    }

    @Test
    void whatWasNeverToldIsToldInOrder() throws Exception {
        trace("told NOTHING 0 0");

        found().exited(42, EXIT);

        assertThat(events.topics()).containsExactly("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
        assertThat(trace()).isEqualTo("told EXITED 3 42");
    }

    /** The process that told it died before it could note that. */
    @ParameterizedTest
    @CsvSource({"1, told NOTHING 0 0", "2, told ADDED 1 0", "3, told STARTED 2 42"})
    void whatWasToldAndNotNotedIsNotToldAgain(int told, String noted) throws Exception {
        tellAdded(ONE);
        if (told > 1) {
            tellStarted(ONE, 42);
        }
        if (told > 2) {
            tellExited(ONE, 42);
        }
        trace(noted);

        found().exited(42, EXIT);

        assertThat(events.topics()).containsExactly("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
        assertThat(trace()).isEqualTo("told EXITED 3 42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"told STARTED 2 42", "added 0"})
    void whatTheJournalHasForgottenIsNotToldAgain(String noted) throws Exception {
        tellAdded(ONE);
        tellStarted(ONE, 42);
        events.rotate();
        trace(noted);

        ProcessHistory found = found();
        assertThat(found.runsAsFarAsWasTold()).isTrue();
        found.started(42);
        found().exited(42, EXIT);

        assertThat(events.topics()).containsExactly("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void exitAfterWhatTheJournalHasForgottenIsFoundInIt() throws Exception {
        tellAdded(ONE);
        tellStarted(ONE, 42);
        events.rotate();
        tellExited(ONE, 42);
        trace("added 0");

        assertThat(found().runsAsFarAsWasTold()).isFalse();
        found().exited(42, EXIT);

        assertThat(events.topics()).hasSize(3);
    }

    @Test
    void startThatWasNotToldIsToldHoweverMuchTheJournalHasForgotten() throws Exception {
        tellAdded(ONE);
        events.rotate();
        trace("told ADDED 1 0");

        found().started(42);

        assertThat(events.topics()).containsExactly("/tasks/exec-added", "/tasks/exec-started");
    }

    @ParameterizedTest
    @ValueSource(strings = {"told EXITED 3 42", "exited"})
    void nothingIsToldOfWhatIsOver(String noted) throws Exception {
        trace(noted);

        found().exited(42, EXIT);

        assertThat(found().isOver()).isTrue();
        assertThat(events.topics()).isEmpty();
        assertThat(events.looks).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"told STARTED 2 42", "added 0"})
    void exitHasThePidThatWasToldAtTheStart(String noted) throws Exception {
        tellAdded(ONE);
        tellStarted(ONE, 42);
        trace(noted);

        assertThat(found().pid()).isEqualTo(42);
        found().exited(0, EXIT);

        assertThat(events.last()).isEqualTo(new TaskEvent.Exited(KEY.namespace(), KEY.id(), ONE, 42, EXIT));
    }

    @Test
    void endOfWhatNeverRanIsNobodysExit() throws Exception {
        tellAdded(ONE);
        trace("told ADDED 1 0");

        found().exited(0, EXIT);

        assertThat(found().isOver()).isTrue();
        assertThat(events.topics()).containsExactly("/tasks/exec-added");
    }

    @Test
    void earlierProcessOfTheSameIdDoesNotCount() throws Exception {
        tellAdded(ONE);
        tellStarted(ONE, 42);
        tellExited(ONE, 42);
        trace("told NOTHING 3 0");

        assertThat(found().runsAsFarAsWasTold()).isFalse();
        found().started(43);

        assertThat(events.last()).isEqualTo(new TaskEvent.ExecStarted(KEY.namespace(), KEY.id(), ONE, 43));
        assertThat(found().runsAsFarAsWasTold()).isTrue();
    }

    @Test
    void anotherProcessDoesNotCount() throws Exception {
        tellAdded(new ExecId("two"));
        tellStarted(new ExecId("two"), 44);
        trace("told NOTHING 0 0");

        assertThat(found().runsAsFarAsWasTold()).isFalse();
    }

    @Test
    void traceThatCannotBeReadLeavesItToTheJournal() throws Exception {
        tellAdded(ONE);
        tellStarted(ONE, 42);
        trace("");

        found().exited(42, EXIT);

        assertThat(events.topics()).containsExactly("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void deletedProcessDoesNotWriteIntoTheTraceOfTheNextOfItsId() throws Exception {
        trace("told NOTHING 0 0");
        ProcessHistory deleted = found();
        deleted.close();

        deleted.exited(42, EXIT);

        assertThat(trace()).isEqualTo("told NOTHING 0 0");
    }
}
