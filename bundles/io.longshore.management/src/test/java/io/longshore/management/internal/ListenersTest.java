// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeTask;
import io.longshore.api.runtime.Exit;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationFilterSupport;
import javax.management.NotificationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners come and go, and misbehave. */
@Timeout(60)
class ListenersTest {
    private static final Namespace BLUE = new Namespace("blue");
    private static final ContainerId WEB = new ContainerId("web");
    private static final Exit KILLED = Exit.exited(137, FakeTask.ENDED);

    private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    private final NotificationListener listener = (notification, handback) -> heard.add(notification);

    @Test
    void aListenerThatBlocksHarmsNobodyAndWhatItMissesIsCounted() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (Managed managed = new Managed("web")) {
            NotificationListener stuck = (notification, handback) -> awaitUninterruptibly(goOn);
            managed.server.addNotificationListener(Managed.task("web"), stuck, null, null);
            managed.server.addNotificationListener(Managed.task("web"), listener, null, null);
            int more = 10;

            int first = ListenerQueue.MOST_WAITING;
            for (int i = 0; i < first; i++) {
                managed.events.publish(new TaskEvent.Paused(BLUE, WEB));
                assertThat(next().getSequenceNumber()).isEqualTo(i + 1);
            }
            for (int i = 0; i < more; i++) {
                managed.events.publish(new TaskEvent.Resumed(BLUE, WEB));
                assertThat(next().getType()).isEqualTo("io.longshore.task.resumed");
            }

            // one is with the listener, and the queue holds as many as it may
            assertThat(managed.server.getAttribute(Managed.task("web"), "NotificationsDropped"))
                    .isEqualTo(more - 1L);
            assertThat(managed.server.getAttribute(Managed.runtime(), "NotificationsDropped"))
                    .isEqualTo(more - 1L);
            managed.runtime.tasks.clear();
            managed.events.publish(new TaskEvent.Deleted(BLUE, WEB, 4711, KILLED));
            assertThat(managed.server.isRegistered(Managed.task("web"))).isFalse();
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void aListenerThatThrowsIsToldTheNextOneToo() throws Exception {
        try (Managed managed = new Managed("web")) {
            NotificationListener broken = (notification, handback) -> {
                heard.add(notification);
                throw new NoClassDefFoundError("its bundle is gone");
            };
            managed.server.addNotificationListener(Managed.task("web"), broken, null, null);

            managed.events.publish(new TaskEvent.Paused(BLUE, WEB));
            managed.events.publish(new TaskEvent.Resumed(BLUE, WEB));

            assertThat(next().getType()).endsWith("paused");
            assertThat(next().getType()).endsWith("resumed");
        }
    }

    @Test
    void filtersHoldAndAListenerThatWasRemovedHearsNothing() throws Exception {
        try (Managed managed = new Managed("web")) {
            NotificationFilterSupport exits = new NotificationFilterSupport();
            exits.enableType("io.longshore.task.exit");
            managed.server.addNotificationListener(Managed.task("web"), listener, exits, "mine");
            managed.events.publish(new TaskEvent.Paused(BLUE, WEB));
            managed.events.publish(new TaskEvent.Exited(BLUE, WEB, null, 4711, KILLED));
            assertThat(next().getType()).isEqualTo("io.longshore.task.exit");

            managed.server.removeNotificationListener(Managed.task("web"), listener, exits, "mine");
            managed.server.addNotificationListener(Managed.runtime(), listener, null, null);
            managed.events.publish(new TaskEvent.Exited(BLUE, WEB, null, 4711, KILLED));

            assertThat(next().getSource()).isEqualTo(Managed.runtime());
            assertThatThrownBy(() -> managed.server.removeNotificationListener(Managed.task("web"), listener))
                    .isInstanceOf(ListenerNotFoundException.class);
        }
    }

    @Test
    void aRemoteListenerThatGoesAwayWithoutAWordHarmsNobody(@TempDir Path directory) throws Exception {
        try (Managed managed = new Managed("web");
                RemoteServer server = new RemoteServer(managed.server)) {
            managed.server.addNotificationListener(Managed.task("web"), listener, null, null);
            Process remote =
                    new OutsideProcess(directory).start(server, "viewer", "listen", ProcessBuilder.Redirect.PIPE);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(remote.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("listening");
            } finally {
                remote.destroyForcibly();
            }
            assertThat(remote.waitFor(20, SECONDS)).isTrue();

            for (int i = 0; i < 1000; i++) {
                managed.events.publish(new TaskEvent.Paused(BLUE, WEB));
                assertThat(next().getSequenceNumber()).isEqualTo(i + 1);
            }

            assertThat(managed.server.getAttribute(Managed.runtime(), "NotificationsDropped"))
                    .isEqualTo(0L);
        }
    }

    private Notification next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(20, SECONDS), "no notification");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                done = latch.await(50, SECONDS);
            } catch (InterruptedException e) {
                // this one does not mind
            }
        }
    }
}
