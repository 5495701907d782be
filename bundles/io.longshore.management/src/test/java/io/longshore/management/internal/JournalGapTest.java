// SPDX-License-Identifier: Apache-2.0
package io.longshore.management.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.access.Caller;
import io.longshore.api.ContainerId;
import io.longshore.api.Namespace;
import io.longshore.api.events.EventRecord;
import io.longshore.api.events.LongshoreEvent;
import io.longshore.api.events.NamespaceEvent;
import io.longshore.api.events.TaskEvent;
import io.longshore.api.fakes.FakeContainers;
import io.longshore.api.fakes.FakeEvents;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The journal is bounded, so the next event that comes is not always the next one there was. */
@Timeout(60)
class JournalGapTest {
    private static final Namespace BLUE = new Namespace("blue");

    private final FakeContainers containers = new FakeContainers();
    private final ScriptedRuntime runtime = new ScriptedRuntime(containers);
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    private final NotificationThreads threads = new NotificationThreads();
    private TaskTree tree;

    @BeforeEach
    void twoTasksAreThere() throws Exception {
        Emitter everything = new Emitter(Managed.runtime(), threads);
        everything.add((told, handback) -> heard.add(told), null, null);
        tree = new TaskTree(
                runtime,
                new TaskBranches(
                        containers,
                        new MBeans(server),
                        threads,
                        Runnable::run,
                        new ExitWaits(),
                        () -> Caller.LOCAL,
                        Fixture.NO_LOOKS),
                everything);
        runtime.add("blue", "web");
        runtime.add("blue", "db");
        tree.begin(4);
    }

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void afterEventsThatNobodyHasSeenTheMBeansAreThoseOfTheTasksThatAreThere() throws Exception {
        runtime.tasks.removeIf(task -> task.id.value().equals("web"));
        runtime.add("blue", "new");

        tree.handle(new EventRecord(9, FakeEvents.PUBLISHED, new NamespaceEvent.Created(BLUE, new TreeMap<>())));

        assertThat(server.isRegistered(Managed.task("web"))).isFalse();
        assertThat(server.isRegistered(Managed.task("db"))).isTrue();
        assertThat(server.isRegistered(Managed.task("new"))).isTrue();
    }

    @Test
    void theRuntimesMBeanSaysHowManyEventsAreMissingAndFromWhere() throws Exception {
        tree.handle(new EventRecord(9, FakeEvents.PUBLISHED, new TaskEvent.Paused(BLUE, new ContainerId("db"))));

        Notification missed = next();
        assertThat(missed.getType()).isEqualTo("io.longshore.task.missed");
        assertThat(((CompositeData) missed.getUserData()).get("sequence")).isEqualTo(5L);
        assertThat(((CompositeData) missed.getUserData()).get("missed")).isEqualTo(4L);
        assertThat(next().getType()).isEqualTo("io.longshore.task.paused");
    }

    @Test
    void whereNothingIsMissingNothingIsSaid() throws Exception {
        LongshoreEvent paused = new TaskEvent.Paused(BLUE, new ContainerId("db"));
        tree.handle(new EventRecord(5, FakeEvents.PUBLISHED, paused));
        tree.handle(new EventRecord(6, FakeEvents.PUBLISHED, new NamespaceEvent.Created(BLUE, new TreeMap<>())));
        tree.handle(new EventRecord(7, FakeEvents.PUBLISHED, paused));

        assertThat(next().getType()).isEqualTo("io.longshore.task.paused");
        assertThat(next().getType()).isEqualTo("io.longshore.task.paused");
    }

    private Notification next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(20, SECONDS), "no notification");
    }
}
