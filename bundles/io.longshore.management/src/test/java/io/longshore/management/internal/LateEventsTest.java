// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.ExecId;
import io.longshore.api.Namespace;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeEvents;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import io.longshore.api.runtime.Stdio;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.Notification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a task when the next one with its id is there already. */
@Timeout(60)
class LateEventsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");
    private static final Exit KILLED = Exit.exited(137, FakeTask.ENDED);

    private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();

    @Test
    void aDeletionThatComesLateLeavesTheMBeanOfTheNextTaskAlone() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.server.addNotificationListener(
                    Managed.task("web"), (told, handback) -> heard.add(told), null, null);

            managed.events.publish(new TaskEvent.Deleted(BLUE, WEB, 4700, KILLED));
            managed.events.publish(new TaskEvent.Paused(BLUE, WEB));

            assertThat(managed.server.isRegistered(Managed.task("web"))).isTrue();
            // the same MBean, with its listener, which is not told of what another one did
            assertThat(heard.poll(20, SECONDS))
                    .extracting(Notification::getType)
                    .isEqualTo("io.longshore.task.paused");
        }
    }

    @Test
    void whatWasToldBeforeATaskWasCreatedIsOfAnEarlierOne() throws Exception {
        try (Managed managed = new Managed()) {
            managed.runtime.add("blue", "web");
            managed.restart();
            managed.server.addNotificationListener(
                    Managed.task("web"), (told, handback) -> heard.add(told), null, null);
            managed.events.publish(new TaskEvent.Exited(BLUE, WEB, null, 4700, KILLED));
            managed.events.publish(new TaskEvent.OutOfMemory(BLUE, WEB));
            managed.events.publish(new TaskEvent.Deleted(BLUE, WEB, 4700, KILLED));

            managed.events.publish(new TaskEvent.Created(BLUE, WEB, "/bundle", List.of(), Stdio.NULL, 4711));

            assertThat(heard.poll(20, SECONDS))
                    .extracting(Notification::getType)
                    .isEqualTo("io.longshore.task.create");
            assertThat(managed.server.isRegistered(Managed.task("web"))).isTrue();
        }
    }

    @Test
    void whatIsToldAfterTheClockWasSetBackIsToldAndTakesTheMBeanAway() throws Exception {
        try (Managed managed = new Managed("web")) {
            ScriptedTask task = managed.runtime.tasks.get(0);
            task.createdAt = FakeEvents.PUBLISHED.plus(Duration.ofHours(1));
            managed.server.addNotificationListener(
                    Managed.task("web"), (told, handback) -> heard.add(told), null, null);

            managed.events.publish(new TaskEvent.Exited(BLUE, WEB, null, 4711, KILLED));
            managed.runtime.tasks.clear();
            managed.events.publish(new TaskEvent.Deleted(BLUE, WEB, 4711, KILLED));

            assertThat(heard.poll(20, SECONDS))
                    .extracting(Notification::getType)
                    .isEqualTo("io.longshore.task.exit");
            assertThat(managed.server.isRegistered(Managed.task("web"))).isFalse();
        }
    }

    @Test
    void theEndOfAProcessThatIsToldLateLeavesTheMBeanOfTheNextOneAlone() throws Exception {
        try (Managed managed = new Managed("web")) {
            ExecId shell = new ExecId("sh1");
            ScriptedTask task = managed.runtime.tasks.get(0);
            task.addProcess(shell);
            managed.events.publish(new TaskEvent.ExecAdded(BLUE, WEB, shell));
            task.processes.clear();
            task.addProcess(shell);

            managed.events.publish(new TaskEvent.Exited(BLUE, WEB, shell, 4700, KILLED));

            assertThat(managed.server.getAttribute(Managed.process("web", "sh1"), "State"))
                    .isEqualTo("RUNNING");
        }
    }
}
