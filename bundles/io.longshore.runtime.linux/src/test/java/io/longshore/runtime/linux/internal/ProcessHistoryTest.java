// SPDX-License-Identifier: Apache-2.0
package io.longshore.runtime.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ExecId;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import org.junit.jupiter.api.Test;

class ProcessHistoryTest {
    private static final TaskKey KEY = new TaskKey(RuntimeWithFakeShims.NS, RuntimeWithFakeShims.ID);
    private static final ExecId ONE = new ExecId("one");
    private static final Exit EXIT = Exit.exited(3, RuntimeWithFakeShims.NOW);

    private final RecordingExchange events = new RecordingExchange();

    private ProcessHistory history(long since) {
        return new ProcessHistory(events, KEY, ONE, since);
    }

    private void startOne(ExecId id, long pid) {
        events.publish(new TaskEvent.ExecAdded(KEY.namespace(), KEY.id(), id));
        events.publish(new TaskEvent.ExecStarted(KEY.namespace(), KEY.id(), id, pid));
    }

    @Test
    void whatWasNeverToldIsToldInOrder() {
        history(0).exited(42, EXIT);

        assertThat(events.topics()).containsExactly("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void whatTheJournalHasIsNotToldAgain() {
        startOne(ONE, 42);
        history(0).exited(42, EXIT);

        history(0).exited(42, EXIT);

        assertThat(events.topics()).containsExactly("/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
    }

    @Test
    void exitHasThePidThatWasToldAtTheStart() {
        startOne(ONE, 42);

        history(0).exited(0, EXIT);

        assertThat(events.last()).isEqualTo(new TaskEvent.Exited(KEY.namespace(), KEY.id(), ONE, 42, EXIT));
    }

    @Test
    void earlierProcessOfTheSameIdDoesNotCount() {
        startOne(ONE, 42);
        history(0).exited(42, EXIT);
        long since = events.lastSequence();

        assertThat(history(since).runsAsFarAsWasTold()).isFalse();
        history(since).started(43);

        assertThat(events.last()).isEqualTo(new TaskEvent.ExecStarted(KEY.namespace(), KEY.id(), ONE, 43));
        assertThat(history(since).runsAsFarAsWasTold()).isTrue();
    }

    @Test
    void anotherProcessDoesNotCount() {
        startOne(new ExecId("two"), 44);

        assertThat(history(0).runsAsFarAsWasTold()).isFalse();
    }
}
