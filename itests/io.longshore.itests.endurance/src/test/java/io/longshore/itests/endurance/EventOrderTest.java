// SPDX-License-Identifier: Apache-2.0
package io.longshore.itests.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.containers.RuntimeInfo;
import io.longshore.api.events.ContainerEvent;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventOrderTest {
    private static final Namespace NAMESPACE = new Namespace("here");
    private static final ContainerId ID = new ContainerId("it");
    private static final ExecId EXEC = new ExecId("more");
    private static final Exit EXIT = Exit.exited(5, Instant.EPOCH);
    private static final LongshoreEvent RECORD =
            new ContainerEvent.Created(NAMESPACE, ID, "", new RuntimeInfo(RuntimeInfo.RUNC_V2, null));
    private static final LongshoreEvent CREATED =
            new TaskEvent.Created(NAMESPACE, ID, "/bundle", List.of(), Stdio.NULL, 7);
    private static final LongshoreEvent STARTED = new TaskEvent.Started(NAMESPACE, ID, 7);
    private static final LongshoreEvent EXITED = new TaskEvent.Exited(NAMESPACE, ID, null, 7, EXIT);
    private static final LongshoreEvent DELETED = new TaskEvent.Deleted(NAMESPACE, ID, 7, EXIT);
    private static final LongshoreEvent PAUSED = new TaskEvent.Paused(NAMESPACE, ID);
    private static final LongshoreEvent RESUMED = new TaskEvent.Resumed(NAMESPACE, ID);
    private static final LongshoreEvent ADDED = new TaskEvent.ExecAdded(NAMESPACE, ID, EXEC);
    private static final LongshoreEvent EXEC_STARTED = new TaskEvent.ExecStarted(NAMESPACE, ID, EXEC, 8);
    private static final LongshoreEvent EXEC_EXITED = new TaskEvent.Exited(NAMESPACE, ID, EXEC, 8, EXIT);

    private static List<String> wrong(LongshoreEvent... events) {
        EventOrder order = new EventOrder("it");
        for (LongshoreEvent event : events) {
            order.take(event);
        }
        return order.takeWrong();
    }

    @Test
    void wholeLivesAreRight() {
        assertThat(wrong(
                        RECORD,
                        CREATED,
                        STARTED,
                        PAUSED,
                        RESUMED,
                        ADDED,
                        EXEC_STARTED,
                        EXEC_EXITED,
                        ADDED,
                        EXEC_STARTED,
                        EXEC_EXITED,
                        EXITED,
                        DELETED,
                        CREATED,
                        EXITED,
                        DELETED,
                        new ContainerEvent.Deleted(NAMESPACE, ID)))
                .isEmpty();
    }

    @Test
    void eventThatIsLostOrComesTwiceIsNoticed() {
        assertThat(wrong(RECORD, STARTED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, DELETED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, STARTED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, EXITED, EXITED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, EXITED, DELETED, DELETED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, CREATED)).hasSize(1);
        assertThat(wrong(RECORD, RECORD)).hasSize(1);
    }

    @Test
    void exitOfAnAddedProcessComesBeforeThatOfTheFirst() {
        assertThat(wrong(RECORD, CREATED, STARTED, ADDED, EXEC_STARTED, EXITED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, ADDED, EXEC_STARTED, EXITED, EXEC_EXITED))
                .hasSize(2);
    }

    @Test
    void pauseOfWhatDoesNotRunIsWrong() {
        assertThat(wrong(RECORD, CREATED, PAUSED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, PAUSED, PAUSED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, EXITED, PAUSED)).hasSize(1);
        assertThat(wrong(RECORD, CREATED, STARTED, RESUMED)).hasSize(1);
    }

    @Test
    void exitThatTheDeletionTellsIsTheSame() {
        assertThat(wrong(
                        RECORD,
                        CREATED,
                        STARTED,
                        EXITED,
                        new TaskEvent.Deleted(NAMESPACE, ID, 7, Exit.exited(0, Instant.EPOCH))))
                .hasSize(1);
    }

    @Test
    void recordDoesNotGoBeforeItsTask() {
        assertThat(wrong(RECORD, CREATED, new ContainerEvent.Deleted(NAMESPACE, ID)))
                .hasSize(1);
        assertThat(wrong(CREATED)).hasSize(1);
    }

    @Test
    void whatRunsIsKnown() {
        EventOrder order = new EventOrder("it");
        List.of(RECORD, CREATED, STARTED, ADDED, EXEC_STARTED).forEach(order::take);

        assertThat(order.hasRecord()).isTrue();
        assertThat(order.phase()).isEqualTo(EventOrder.Phase.RUNNING);
        assertThat(order.runningExecs()).containsExactly("more");
        assertThat(order.takeWrong()).isEmpty();
    }
}
