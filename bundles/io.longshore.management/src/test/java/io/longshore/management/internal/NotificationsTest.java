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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NotificationsTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");
    private static final Exit KILLED = Exit.exited(137, FakeTask.ENDED);

    private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    private final NotificationListener listener = (notification, handback) -> heard.add(notification);

    @Test
    void anExitIsToldByItsTaskAndByTheRuntimeWithOpenUserData() throws Exception {
        try (Managed managed = new Managed("db", "web")) {
            managed.server.addNotificationListener(Managed.task("web"), listener, null, null);
            managed.server.addNotificationListener(Managed.runtime(), listener, null, null);

            managed.events.publish(new TaskEvent.Started(BLUE, new ContainerId("db"), 4711));
            managed.events.publish(new TaskEvent.Exited(BLUE, WEB, null, 4711, KILLED));

            List<Notification> three = List.of(next(), next(), next());
            Notification own = three.stream()
                    .filter(each -> each.getSource().toString().contains("type=Task"))
                    .findFirst()
                    .orElseThrow();
            assertThat(own.getType()).isEqualTo("io.longshore.task.exit");
            assertThat(own.getSequenceNumber()).isEqualTo(1);
            assertThat(own.getTimeStamp()).isEqualTo(FakeEvents.PUBLISHED.toEpochMilli());
            assertThat(own.getSource()).isEqualTo(Managed.task("web"));
            CompositeData data = (CompositeData) own.getUserData();
            assertThat(data.get("sequence")).isEqualTo(2L);
            assertThat(data.get("namespace")).isEqualTo("blue");
            assertThat(data.get("id")).isEqualTo("web");
            assertThat(data.get("pid")).isEqualTo(4711L);
            assertThat(data.get("exitStatus")).isEqualTo(137);
            assertThat(data.get("cause")).isEqualTo("EXITED");
            assertThat(data.get("execId")).isNull();
            assertThat(data.get("checkpoint")).isNull();
            assertThat(three)
                    .filteredOn(each -> each.getSource().equals(runtimeName()))
                    .extracting(Notification::getType)
                    .containsExactly("io.longshore.task.start", "io.longshore.task.exit");
        }
    }

    private static Object runtimeName() {
        try {
            return Managed.runtime();
        } catch (javax.management.JMException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyEventOfATaskHasItsTypeAndTheDeletionIsToldBeforeTheMBeanGoes() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.server.addNotificationListener(Managed.task("web"), listener, null, null);
            ExecId shell = new ExecId("sh1");
            List<TaskEvent> events = List.of(
                    new TaskEvent.Started(BLUE, WEB, 4711),
                    new TaskEvent.ExecAdded(BLUE, WEB, shell),
                    new TaskEvent.ExecStarted(BLUE, WEB, shell, 2),
                    new TaskEvent.Exited(BLUE, WEB, shell, 2, KILLED),
                    new TaskEvent.Paused(BLUE, WEB),
                    new TaskEvent.Resumed(BLUE, WEB),
                    new TaskEvent.Checkpointed(BLUE, WEB, "/image"),
                    new TaskEvent.OutOfMemory(BLUE, WEB),
                    new TaskEvent.Exited(BLUE, WEB, null, 4711, KILLED),
                    new TaskEvent.Deleted(BLUE, WEB, 4711, KILLED));

            events.stream().limit(events.size() - 1).forEach(managed.events::publish);
            managed.runtime.tasks.clear();
            managed.events.publish(events.get(events.size() - 1));

            List<Notification> all = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                all.add(next());
            }
            assertThat(all)
                    .extracting(notification -> notification.getType().substring("io.longshore.task.".length()))
                    .containsExactly(
                            "start",
                            "exec-added",
                            "exec-started",
                            "exec-exit",
                            "paused",
                            "resumed",
                            "checkpointed",
                            "oom",
                            "exit",
                            "delete");
            assertThat(all).extracting(Notification::getType).allMatch(NotificationTable.TYPES::contains);
            assertThat(all)
                    .extracting(Notification::getSequenceNumber)
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
            assertThat(all)
                    .allSatisfy(each -> assertThat(NotificationTable.USER_DATA.isValue(each.getUserData()))
                            .isTrue());
        }
    }

    @Test
    void whatATaskHasToSayItSaysThoughItIsGoneAlready() throws Exception {
        try (Managed managed = new Managed("web")) {
            managed.server.addNotificationListener(Managed.task("web"), listener, null, null);
            managed.runtime.tasks.clear();

            managed.events.publish(new TaskEvent.Exited(BLUE, WEB, null, 4711, KILLED));
            managed.events.publish(new TaskEvent.Deleted(BLUE, WEB, 4711, KILLED));

            assertThat(next().getType()).isEqualTo("io.longshore.task.exit");
            assertThat(next().getType()).isEqualTo("io.longshore.task.delete");
            assertThat(managed.server.isRegistered(Managed.task("web"))).isFalse();
        }
    }

    private Notification next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(20, SECONDS), "no notification");
    }
}
