// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners that block, or are slow: what becomes of others, and what they are told themselves. */
@Timeout(60)
class SlowListenersTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");

    private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final NotificationListener listener = (notification, handback) -> heard.add(notification);
    private final NotificationListener stuck = (notification, handback) -> awaitGoOn();

    @AfterEach
    void noListenerIsStuck() {
        goOn.countDown();
    }

    @Test
    void oneThatIsStuckOnManyMBeansHoldsUpNoOther() throws Exception {
        String[] tasks = IntStream.range(0, 40).mapToObj(i -> "task" + i).toArray(String[]::new);
        try (Managed managed = new Managed(tasks)) {
            for (String task : tasks) {
                managed.server.addNotificationListener(Managed.task(task), stuck, null, null);
            }
            managed.server.addNotificationListener(Managed.runtime(), listener, null, null);

            for (String task : tasks) {
                managed.events.publish(new TaskEvent.Paused(BLUE, new ContainerId(task)));
            }

            for (String task : tasks) {
                assertThat(data(next()).get("id")).isEqualTo(task);
            }
        }
    }

    @Test
    void oneThatWasTooSlowIsToldHowManyItMissesAndFromWhere() throws Exception {
        try (Managed managed = new Managed("web")) {
            CountDownLatch atWork = new CountDownLatch(1);
            NotificationListener slow = (notification, handback) -> {
                atWork.countDown();
                awaitGoOn();
                heard.add(notification);
            };
            managed.server.addNotificationListener(Managed.task("web"), slow, null, null);
            managed.events.publish(new TaskEvent.Paused(BLUE, WEB));
            assertThat(atWork.await(20, SECONDS)).isTrue();
            int missed = 7;
            int told = ListenerQueue.MOST_WAITING + 1;
            for (int i = 1; i < told + missed; i++) {
                managed.events.publish(new TaskEvent.Paused(BLUE, WEB));
            }
            goOn.countDown();

            for (int i = 1; i <= told; i++) {
                assertThat(next().getSequenceNumber()).isEqualTo(i);
            }
            Notification gap = next();
            managed.events.publish(new TaskEvent.Resumed(BLUE, WEB));
            Notification after = next();

            assertThat(gap.getType()).isEqualTo("io.longshore.task.missed");
            assertThat(gap.getSequenceNumber()).isEqualTo(told + missed);
            assertThat(data(gap).get("missed")).isEqualTo((long) missed);
            assertThat(data(gap).get("sequence")).isEqualTo(told + 1L);
            assertThat(NotificationTable.USER_DATA.isValue(gap.getUserData())).isTrue();
            assertThat(after.getType()).isEqualTo("io.longshore.task.resumed");
            assertThat(after.getSequenceNumber()).isEqualTo(told + missed + 1);
            assertThat(data(after).get("missed")).isNull();
        }
    }

    @Test
    void whatIsMissingIsToldBeforeWhatComesAfterIt() throws Exception {
        List<Runnable> threads = new ArrayList<>();
        List<String> told = new ArrayList<>();
        ListenerQueue queue = new ListenerQueue(
                (notification, handback) -> told.add(notification.getSequenceNumber()
                        + notification.getType().substring("io.longshore.task".length())),
                null,
                null,
                threads::add,
                () -> {});
        int more = ListenerQueue.MOST_WAITING + 2;
        for (int i = 1; i <= more; i++) {
            queue.offer(notification(i));
        }
        threads.remove(0).run();
        queue.offer(notification(more + 1));
        threads.remove(0).run();

        assertThat(told).hasSize(ListenerQueue.MOST_WAITING + 2);
        assertThat(told.subList(ListenerQueue.MOST_WAITING - 1, told.size()))
                .containsExactly(ListenerQueue.MOST_WAITING + ".paused", more + ".missed", (more + 1) + ".paused");
    }

    @Test
    void whereThereIsNoThreadForAListenerItMissesWhatThereIs() throws Exception {
        try (NotificationThreads one = new NotificationThreads(1)) {
            Emitter emitter = new Emitter(Managed.task("web"), one);
            CountDownLatch atWork = new CountDownLatch(1);
            emitter.add(
                    (notification, handback) -> {
                        atWork.countDown();
                        awaitGoOn();
                    },
                    null,
                    null);
            emitter.send(TaskNotification.of(event(1)));
            assertThat(atWork.await(20, SECONDS)).isTrue();
            emitter.add(listener, null, null);
            emitter.send(TaskNotification.of(event(2)));
            assertThat(emitter.droppedCount()).isEqualTo(1);
            assertThat(heard).isEmpty();

            emitter.close();
        }
    }

    @Test
    void ofWhatWaitsWhenThereIsNoThreadTheNumberIsToldFirstWhenThereIsOne() throws Exception {
        List<String> told = new ArrayList<>();
        boolean[] full = {true};
        int[] dropped = {0};
        ListenerQueue queue = new ListenerQueue(
                (notification, handback) ->
                        told.add(notification.getType() + data(notification).get("missed")),
                null,
                null,
                action -> {
                    if (full[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    action.run();
                },
                () -> dropped[0]++);
        queue.offer(notification(1));
        queue.offer(notification(2));
        assertThat(dropped[0]).isEqualTo(2);

        full[0] = false;
        queue.offer(notification(3));

        assertThat(told).containsExactly("io.longshore.task.missed2", "io.longshore.task.pausednull");
    }

    private static Notification notification(long number) throws Exception {
        return TaskNotification.of(event(number)).from(Managed.task("web"), number);
    }

    private static EventRecord event(long number) {
        return new EventRecord(number, FakeEvents.PUBLISHED, new TaskEvent.Paused(BLUE, WEB));
    }

    private static CompositeData data(Notification notification) {
        return (CompositeData) notification.getUserData();
    }

    private Notification next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(20, SECONDS), "no notification");
    }

    private void awaitGoOn() {
        boolean done = false;
        while (!done) {
            try {
                done = goOn.await(50, SECONDS);
            } catch (InterruptedException e) {
                // this one does not mind
            }
        }
    }
}
